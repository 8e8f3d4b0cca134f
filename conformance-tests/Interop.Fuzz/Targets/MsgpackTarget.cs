using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Testing;

namespace Interop.Fuzz.Targets;

/// <summary>MessagePack documents.</summary>
internal sealed class MsgpackTarget : FuzzTarget
{
    private readonly MsgpackContentCodec _codec = new();

    public override string Name => "msgpack";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Golden.Cases("encoded").Select(name => Golden.Load(name))
            .Where(e => e.GetProperty("serializer").GetString() == "msgpack" && e.GetProperty("compression").GetString() is null)
            .Select(e => e.GetProperty("messages")[0].GetProperty("body").GetBytesFromBase64()),
        [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xc6, 0xff, 0xff, 0xff, 0xff], [0xdb, 0x7f, 0xff, 0xff, 0xff],
        [0xc9, 0xff, 0xff, 0xff, 0xff, 0xff], [0xd6, 0xff, 0, 0, 0, 1], [0xd7, 0xff, 0, 0, 0, 4, 0, 0, 0, 1], [0xd4, 5, 1],
        [.. Enumerable.Repeat((byte)0x91, 3000), 0xc0],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [.. Enumerable.Range(0xc0, 0x20).Select(tag => new[] { (byte)tag }), [0x80], [0x8f], [0x90], [0x9f], [0xa0], [0xbf], [0xe0], [0xa1, 0xff]];

    public override bool IsDocumented(Exception exception) => exception is MessageDecodeException;

    public override string Run(byte[] input) => Shapes.Of(_codec.Decode(input));
}
