namespace Interop.Python.Tests.Faults;

[Collection("faults")]
public sealed class RedisCrashTests() : CrashSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RedisOutageTests() : OutageSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RedisGarbageTests() : GarbageSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RedisShutdownTests() : ShutdownSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RabbitMqCrashTests() : CrashSuite(RabbitMqFaultBroker.SharedAsync);

[Collection("faults")]
public sealed class RabbitMqOutageTests() : OutageSuite(RabbitMqFaultBroker.RestartableAsync);

[Collection("faults")]
public sealed class RabbitMqGarbageTests() : GarbageSuite(RabbitMqFaultBroker.SharedAsync);

[Collection("faults")]
public sealed class RabbitMqShutdownTests() : ShutdownSuite(RabbitMqFaultBroker.SharedAsync);

[Collection("faults")]
public sealed class RedisPoolTests() : PoolSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RabbitMqPoolTests() : PoolSuite(RabbitMqFaultBroker.SharedAsync);

[Collection("faults")]
public sealed class RedisChordTests() : ChordSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RabbitMqChordTests() : ChordSuite(RabbitMqFaultBroker.SharedAsync);

[Collection("faults")]
public sealed class RedisLedgerTests() : LedgerSuite(RedisFaultBroker.StartAsync);

[Collection("faults")]
public sealed class RabbitMqLedgerTests() : LedgerSuite(RabbitMqFaultBroker.RestartableAsync);
