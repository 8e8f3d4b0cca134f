using Interop.Protocol.Text;

namespace Interop.Worker.Control;

/// <summary>Why a command was not carried out, as a Python exception would say it.</summary>
internal sealed class ControlCommandException(string type, string message) : Exception(message)
{
    /// <summary>What Python's <c>repr</c> prints of it, e.g. <c>ValueError('Autoscale not enabled')</c>.</summary>
    public string Repr => $"{type}({PythonRepr.Format(Message)})";

    public static ControlCommandException TypeError(string message) => new("TypeError", message);

    public static ControlCommandException ValueError(string message) => new("ValueError", message);
}
