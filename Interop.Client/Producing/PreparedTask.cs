using Interop.Protocol.Messages;

namespace Interop.Client.Producing;

/// <summary>A message that is made and only needs sending.</summary>
/// <param name="Message">What the message says.</param>
/// <param name="Wire">The message.</param>
/// <param name="Body">Memory of its body, to give back after sending.</param>
/// <param name="Target">Where to.</param>
/// <param name="Policy">How long and how often to try.</param>
/// <param name="IgnoreResult">True when nobody will ask for its result.</param>
/// <param name="Parent">The running task that gets it as a child, or null.</param>
internal readonly record struct PreparedTask(
    TaskMessage Message, WireMessage Wire, PooledBody Body, TaskRouteTarget Target, SendPolicy Policy, bool IgnoreResult, ParentTask? Parent)
{
    /// <summary>Id of the task.</summary>
    public string Id => Message.Id;
}
