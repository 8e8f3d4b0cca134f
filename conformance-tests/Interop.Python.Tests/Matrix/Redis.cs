using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisPythonExpiryTests(LivePairs pairs) : PythonExpirySuite(pairs, PairKind.RedisWithRedis);

[Trait(Capabilities.Trait, Capabilities.RedisRedis)]
public sealed class RedisTypedValuesTests(LivePairs pairs) : TypedValuesSuite(pairs, PairKind.RedisWithRedis);
