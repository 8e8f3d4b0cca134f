using Interop.Client.Results;
using Interop.Protocol.Results;

namespace Interop.Worker.Registration.Binding;

/// <summary>A task that returns the handle of another task or of a group stores what Python's <c>as_tuple</c> gives.</summary>
internal static class ResultHandles
{
    /// <summary>The handle as it travels, or null when the value is none.</summary>
    public static ResultTuple? Find(object value) => value as ResultTuple ?? (value as ResultBase)?.ToTuple();
}
