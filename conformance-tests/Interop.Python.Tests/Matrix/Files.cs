using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.FilesWithFiles);

[Trait(Capabilities.Trait, Capabilities.Files)]
public sealed class FilesTypedValuesTests(LivePairs pairs) : TypedValuesSuite(pairs, PairKind.FilesWithFiles);
