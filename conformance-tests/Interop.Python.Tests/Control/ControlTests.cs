namespace Interop.Python.Tests.Control;

public sealed class RedisCommandLineTests(RedisControlFleet fleet) : CommandLineSuite(fleet), IClassFixture<RedisControlFleet>;

public sealed class RedisSteeringTests(RedisControlFleet fleet) : SteeringSuite(fleet), IClassFixture<RedisControlFleet>;

public sealed class RabbitMqCommandLineTests(RabbitMqControlFleet fleet) : CommandLineSuite(fleet), IClassFixture<RabbitMqControlFleet>;

public sealed class RabbitMqSteeringTests(RabbitMqControlFleet fleet) : SteeringSuite(fleet), IClassFixture<RabbitMqControlFleet>;

public sealed class RedisPoolCommandTests(RedisPoolFleet fleet) : PoolCommandSuite(fleet), IClassFixture<RedisPoolFleet>;

public sealed class RabbitMqPoolCommandTests(RabbitMqPoolFleet fleet) : PoolCommandSuite(fleet), IClassFixture<RabbitMqPoolFleet>;
