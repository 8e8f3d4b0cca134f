using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;

namespace Interop.Python.Tests.Matrix;

public sealed class RedisEventsTests(EventsFleets fleets) : EventsSuite(fleets, "redis");

public sealed class RabbitMqEventsTests(EventsFleets fleets) : EventsSuite(fleets, "amqp");
