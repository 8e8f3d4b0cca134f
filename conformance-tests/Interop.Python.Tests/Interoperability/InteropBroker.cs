namespace Interop.Python.Tests.Interoperability;

/// <summary>Where the interoperability worker gets its tasks from.</summary>
public enum InteropBroker
{
    Redis,
    RabbitMq,
}
