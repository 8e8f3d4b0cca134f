namespace Interop.Client.Resp;

/// <summary>An argument of a command in the plain, allocating form of a call: <c>ExecuteAsync("SET", ["key", 5], ct)</c>.</summary>
internal readonly struct RespArgument
{
    private readonly object? _reference;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _number;

    private RespArgument(object? reference, ReadOnlyMemory<byte> bytes, long number) =>
        (_reference, _bytes, _number) = (reference, bytes, number);

    public static implicit operator RespArgument(string value) => new(value, default, 0);

    public static implicit operator RespArgument(byte[] value) => new(null, value, 0);

    public static implicit operator RespArgument(ReadOnlyMemory<byte> value) => new(null, value, 0);

    public static implicit operator RespArgument(long value) => new(Kind.Integer, default, value);

    public static implicit operator RespArgument(double value) =>
        new(Kind.Double, default, BitConverter.DoubleToInt64Bits(value));

    public void WriteTo(RespCommandWriter writer)
    {
        switch (_reference)
        {
            case string text: writer.Bulk(text); break;
            case Kind kind when kind == Kind.Integer: writer.Bulk(_number); break;
            case Kind: writer.Bulk(BitConverter.Int64BitsToDouble(_number)); break;
            default: writer.Bulk(_bytes.Span); break;
        }
    }

    private sealed class Kind
    {
        public static readonly Kind Integer = new();
        public static readonly Kind Double = new();
    }
}
