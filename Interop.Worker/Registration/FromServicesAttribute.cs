namespace Interop.Worker.Registration;

/// <summary>Marks a parameter that comes from the host's services and not from the message.</summary>
/// <remarks>Services are never inferred: registering one must not change what callers have to send.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute
{
    /// <summary>Key of the service, or null for one that was registered without a key.</summary>
    public object? Key { get; set; }
}
