using System.Globalization;
using System.Text;

namespace Interop.Client.Resp;

/// <summary>
/// One reply. Owns its bytes, so it may be kept. A map is flattened to key, value, key, value in <see cref="Items"/>.
/// </summary>
internal readonly struct RespReply
{
    private readonly object? _payload;
    private readonly long _number;

    private RespReply(RespReplyKind kind, object? payload, long number)
    {
        Kind = kind;
        _payload = payload;
        _number = number;
    }

    public RespReplyKind Kind { get; }

    public bool IsNull => Kind == RespReplyKind.Null;

    public bool IsError => Kind == RespReplyKind.Error;

    /// <summary>An integer reply, a boolean as 0 or 1, or a bulk that spells an integer.</summary>
    public long Integer => Kind switch
    {
        RespReplyKind.Integer or RespReplyKind.Boolean => _number,
        RespReplyKind.Bulk or RespReplyKind.SimpleString
            when RespNumbers.TryParseInt64(Array, out long n) => n,
        _ => throw Unexpected("an integer"),
    };

    public double Double => Kind switch
    {
        RespReplyKind.Double => BitConverter.Int64BitsToDouble(_number),
        RespReplyKind.Integer => _number,
        RespReplyKind.Bulk or RespReplyKind.SimpleString when RespNumbers.TryParseDouble(Array, out double d) => d,
        _ => throw Unexpected("a float"),
    };

    /// <summary>Bytes of a string-like reply; empty for null, so look at <see cref="IsNull"/> where that differs.</summary>
    public ReadOnlyMemory<byte> Bytes => Array;

    /// <summary>The same as <see cref="Bytes"/>, as the array that backs it; not to be written to.</summary>
    public byte[] Array => _payload as byte[] ?? (IsNull ? [] : throw Unexpected("a string"));

    /// <summary>Elements of an array, set, push or (flattened) map; empty for null.</summary>
    public RespReply[] Items => _payload as RespReply[] ?? (IsNull ? [] : throw Unexpected("an array"));

    /// <summary>String-like replies as UTF-8 text (invalid bytes replaced); numbers as digits; null as the empty string.</summary>
    public string Text => Kind switch
    {
        RespReplyKind.Integer or RespReplyKind.Boolean => _number.ToString(CultureInfo.InvariantCulture),
        RespReplyKind.Double => Double.ToString("R", CultureInfo.InvariantCulture),
        _ => Encoding.UTF8.GetString(Array),
    };

    public static RespReply Null => default;

    public static RespReply OfInteger(long value) => new(RespReplyKind.Integer, null, value);

    public static RespReply OfBoolean(bool value) => new(RespReplyKind.Boolean, null, value ? 1 : 0);

    public static RespReply OfDouble(double value) =>
        new(RespReplyKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static RespReply OfString(RespReplyKind kind, byte[] bytes) => new(kind, bytes, 0);

    public static RespReply OfItems(RespReplyKind kind, RespReply[] items) => new(kind, items, 0);

    /// <summary>True for a status such as <c>OK</c>, <c>QUEUED</c> or <c>PONG</c>.</summary>
    public bool Is(ReadOnlySpan<byte> text) => _payload is byte[] bytes && text.SequenceEqual(bytes);

    /// <summary>True for an error whose code (its first word) is the given one, such as <c>NOSCRIPT</c>.</summary>
    public bool IsErrorCode(ReadOnlySpan<byte> code) =>
        IsError && Array.AsSpan().StartsWith(code) && (Array.Length == code.Length || Array[code.Length] == (byte)' ');

    /// <summary>Returns itself, or throws what the server said.</summary>
    /// <exception cref="RespServerException">The reply is an error.</exception>
    public RespReply ThrowIfError() => IsError ? throw new RespServerException(Text) : this;

    /// <summary>For people: kind and shortened content.</summary>
    public override string ToString() => Kind switch
    {
        RespReplyKind.Null => "Null",
        RespReplyKind.Array or RespReplyKind.Map or RespReplyKind.Set or RespReplyKind.Push => $"{Kind}[{Items.Length}]",
        _ => Text is { Length: > 60 } text ? $"{Kind}: {text[..60]}…" : $"{Kind}: {Text}",
    };

    private InvalidOperationException Unexpected(string expected) =>
        new($"The Redis reply is {this}, expected {expected}. Is the server behind this address a Redis server?");
}
