using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class RedisPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RedisWithRedis);

public sealed class RedisPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.RedisWithRedis);
