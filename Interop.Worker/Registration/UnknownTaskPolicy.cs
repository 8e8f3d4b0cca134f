namespace Interop.Worker.Registration;

/// <summary>What becomes of a message whose task is not registered here.</summary>
public enum UnknownTaskPolicy
{
    /// <summary>As Celery: rejected, and FAILURE <c>NotRegistered</c> is stored. The default.</summary>
    Reject,

    /// <summary>Held for a while and given back to the queue, for a member of the fleet that knows the task.</summary>
    Park,
}
