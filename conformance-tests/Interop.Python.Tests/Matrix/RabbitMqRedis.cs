using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class RabbitMqRedisPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisPythonStoredResultsTests(LivePairs pairs) : PythonStoredResultsSuite(pairs, PairKind.RabbitMqWithRedis);

public sealed class RabbitMqRedisCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RabbitMqWithRedis);
