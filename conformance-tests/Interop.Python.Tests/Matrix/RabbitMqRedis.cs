using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RabbitMqWithRedis);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRedis)]
public sealed class RabbitMqRedisCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RabbitMqWithRedis);
