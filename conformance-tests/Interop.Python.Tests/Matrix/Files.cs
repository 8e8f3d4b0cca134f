using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class FilesPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.FilesWithFiles);

public sealed class FilesPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.FilesWithFiles);
