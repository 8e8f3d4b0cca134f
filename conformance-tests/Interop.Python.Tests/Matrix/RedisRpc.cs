using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RedisWithRpc);

[Trait(Capabilities.Trait, Capabilities.RedisRpc)]
public sealed class RedisRpcPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.RedisWithRpc);
