using System.Buffers;
using System.Text;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

/// <summary>Pickles assembled by hand: text is Latin-1, so that a character is a byte.</summary>
internal static class Pickles
{
    public static WireValue Read(string pickle, PickleOptions? options = null) => PickleReader.Read(Encoding.Latin1.GetBytes(pickle), options);

    public static PickleException Refused(string pickle, PickleOptions? options = null) =>
        Assert.Throws<PickleException>(() => Read(pickle, options));

    public static byte[] Write(WireValue value, int protocol) => Write(value, PickleOptions.Default with { Protocol = protocol });

    public static byte[] Write(WireValue value, PickleOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        PickleWriter.Write(output, value, options);
        return output.WrittenSpan.ToArray();
    }

    public static string Text(WireValue value, int protocol) => Encoding.Latin1.GetString(Write(value, protocol));
}
