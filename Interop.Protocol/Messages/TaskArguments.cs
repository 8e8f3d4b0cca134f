using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>The arguments of a call, still as the JSON they came in, or as values when another serializer carried them.</summary>
public sealed record TaskArguments
{
    private static readonly byte[] EmptyArray = "[]"u8.ToArray();
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>No arguments.</summary>
    public static TaskArguments None { get; } = new();

    /// <summary>JSON array of the positional arguments; meaningless unless <see cref="IsJson"/>.</summary>
    public ReadOnlyMemory<byte> ArgsJson { get; init; } = EmptyArray;

    /// <summary>JSON object of the keyword arguments; meaningless unless <see cref="IsJson"/>.</summary>
    public ReadOnlyMemory<byte> KwargsJson { get; init; } = EmptyObject;

    /// <summary>Positional arguments of a serializer other than JSON.</summary>
    public IReadOnlyList<WireValue>? ArgsValues { get; init; }

    /// <summary>Keyword arguments of a serializer other than JSON.</summary>
    public WireMap? KwargsValues { get; init; }

    /// <summary>True when the arguments are JSON text.</summary>
    public bool IsJson => ArgsValues is null;
}
