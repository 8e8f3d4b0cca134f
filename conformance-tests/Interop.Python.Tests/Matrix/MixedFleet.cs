using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleasePythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleasePythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleasePythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleaseCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleaseCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleasePythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleasePythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleasePythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleasePythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleaseCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleaseCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleasePythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RedisAsNewest);

[Trait(Capabilities.Trait, Capabilities.OldestRelease)]
public sealed class OldestReleaseTypedValuesTests(LivePairs pairs) : TypedValuesSuite(pairs, PairKind.RedisAsOldest);

[Trait(Capabilities.Trait, Capabilities.NewestRelease)]
public sealed class NewestReleaseTypedValuesTests(LivePairs pairs) : TypedValuesSuite(pairs, PairKind.RedisAsNewest);
