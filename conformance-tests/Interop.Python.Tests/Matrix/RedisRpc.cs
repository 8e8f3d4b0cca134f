using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class RedisRpcPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RedisWithRpc);

public sealed class RedisRpcPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.RedisWithRpc);
