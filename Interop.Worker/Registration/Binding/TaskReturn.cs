using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Worker.Registration.Binding;

/// <summary>What a task returned: as JSON where results are JSON, else as the value that the serializer is given.</summary>
/// <param name="Json">The JSON; of no meaning beside a value.</param>
/// <param name="Value">The value, or null.</param>
internal readonly record struct TaskReturn(ReadOnlyMemory<byte> Json, WireValue? Value = null)
{
    private static readonly byte[] NullJson = "null"u8.ToArray();

    /// <summary>Python's <c>None</c>.</summary>
    public static TaskReturn None => new(NullJson);

    /// <summary>The value in either case.</summary>
    public WireValue ToValue() => Value ?? WireJsonReader.ReadDocument(Json.Span);
}
