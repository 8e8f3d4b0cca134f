using System.Buffers;
using System.Text;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Canvas;

public sealed class SignatureGoldenTests
{
    public static TheoryData<string> Signatures => [.. Golden.EveryCase("signature")];

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Write_GivesPythonsBytes_WhenPythonsSignatureWasRead(string name)
    {
        var json = Golden.Load(name).GetProperty("json").GetString()!;
        var reader = new WireJsonReader(Encoding.UTF8.GetBytes(json));
        reader.ReadRequired();

        var signature = SignatureCodec.Read(ref reader);

        reader.ReadToEnd();
        Assert.All(signature.Extra ?? [], pair => Assert.Equal("chord_size", pair.Key.AsString()));
        Assert.Equal(Golden.InOneOrder(json), Golden.InOneOrder(Text((ref writer) => SignatureCodec.Write(ref writer, signature, Golden.Release(name)))));
        Assert.Equal(Golden.InOneOrder(json), Golden.InOneOrder(Text((ref writer) => writer.Value(SignatureCodec.ToMap(signature, Golden.Release(name))))));
    }

    private delegate void Writing(ref WireJsonWriter writer);

    private static string Text(Writing writing)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(output);
        writing(ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
