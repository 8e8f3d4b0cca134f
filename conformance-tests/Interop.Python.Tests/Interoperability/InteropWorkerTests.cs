namespace Interop.Python.Tests.Interoperability;

public sealed class RedisStartContractTests(InteropFleets fleets) : StartContractSuite(fleets, InteropBroker.Redis);

public sealed class RedisPlainTaskTests(InteropFleets fleets) : PlainTaskSuite(fleets, InteropBroker.Redis);

public sealed class RedisFailingTaskTests(InteropFleets fleets) : FailingTaskSuite(fleets, InteropBroker.Redis);

public sealed class RedisRetryTaskTests(InteropFleets fleets) : RetryTaskSuite(fleets, InteropBroker.Redis);

public sealed class RedisRequestTaskTests(InteropFleets fleets) : RequestTaskSuite(fleets, InteropBroker.Redis);

public sealed class RedisSideEffectTests(InteropFleets fleets) : SideEffectSuite(fleets, InteropBroker.Redis);

public sealed class RedisErrorCallbackTests(InteropFleets fleets) : ErrorCallbackSuite(fleets, InteropBroker.Redis);

public sealed class RedisRedeliveryTests(InteropFleets fleets) : RedeliverySuite(fleets, InteropBroker.Redis);

public sealed class RedisCanvasTaskTests(InteropFleets fleets) : CanvasTaskSuite(fleets, InteropBroker.Redis);

public sealed class RabbitMqStartContractTests(InteropFleets fleets) : StartContractSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqPlainTaskTests(InteropFleets fleets) : PlainTaskSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqFailingTaskTests(InteropFleets fleets) : FailingTaskSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqRetryTaskTests(InteropFleets fleets) : RetryTaskSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqRequestTaskTests(InteropFleets fleets) : RequestTaskSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqSideEffectTests(InteropFleets fleets) : SideEffectSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqErrorCallbackTests(InteropFleets fleets) : ErrorCallbackSuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqRedeliveryTests(InteropFleets fleets) : RedeliverySuite(fleets, InteropBroker.RabbitMq);

public sealed class RabbitMqCanvasTaskTests(InteropFleets fleets) : CanvasTaskSuite(fleets, InteropBroker.RabbitMq);
