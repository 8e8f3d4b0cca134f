using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Protocol.Tests.Serialization;

public sealed class CompressionRegistryTests
{
    // zlib.compress(b"hello hello hello")
    private const string FromPython = "789ccb48cdc9c957c84090003a2e067d";

    private static readonly CompressionRegistry Registry = CompressionRegistry.Default;

    [Theory]
    [InlineData("application/x-gzip")]
    [InlineData("gzip")]
    [InlineData("zlib")]
    public void Decompress_ReadsPythonsZlib_UnderEveryName(string name) =>
        Assert.Equal("hello hello hello", Encoding.ASCII.GetString(Registry.Decompress(name, Convert.FromHexString(FromPython))));

    [Fact]
    public void Decompress_LetsBytesBehindTheStreamPass_AsPythonDoes() =>
        Assert.Equal("hello hello hello", Encoding.ASCII.GetString(Registry.Decompress("zlib", Convert.FromHexString(FromPython + "0102"))));

    [Fact]
    public void Compress_GivesAZlibStream()
    {
        var compressor = Registry.Get("gzip");
        var bytes = compressor.Compress(new byte[1000]);
        Assert.Equal("application/x-gzip", compressor.ContentType);
        Assert.Equal([0x78, 0x9c], bytes[..2]);
        Assert.Equal(new byte[1000], Registry.Decompress("zlib", bytes));
    }

    [Fact]
    public void Decompress_Fails_AtEveryTruncation()
    {
        var whole = Convert.FromHexString(FromPython);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<MessageDecodeException>(() => Registry.Decompress("zlib", whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Decompress_Fails_WhenTheBytesAreDamaged()
    {
        Assert.Throws<MessageDecodeException>(() => Registry.Decompress("zlib", "no zlib"u8.ToArray()));
        var damaged = Convert.FromHexString(FromPython);
        damaged[^1] ^= 1;
        Assert.Throws<MessageDecodeException>(() => Registry.Decompress("zlib", damaged));
    }

    [Fact]
    public void Decompress_StopsAtItsBound_WhenTheBodyIsABomb()
    {
        var bomb = Registry.Get("zlib").Compress(new byte[10_000_000]);
        var small = Registry.WithLimits(new() { MaxLength = 1_000_000, MaxRatio = 2_000 });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("1000000 bytes", Assert.Throws<MessageDecodeException>(() => small.Decompress("zlib", bomb)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        Assert.Equal(10_000_000, Registry.WithLimits(new() { MaxRatio = 2_000 }).Decompress("zlib", bomb).Length);
    }

    [Fact]
    public void Decompress_StopsAtTheRatio_AndLetsShortBodiesOfZerosPass()
    {
        var zlib = Registry.Get("zlib");
        Assert.Equal(DecompressionLimits.Floor, Registry.Decompress("zlib", zlib.Compress(new byte[DecompressionLimits.Floor])).Length);
        var error = Assert.Throws<MessageDecodeException>(() => Registry.Decompress("zlib", zlib.Compress(new byte[20_000_000])));
        Assert.Contains("67108864 bytes, and 1000 for each compressed byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownCompressions_AreToldFromMissingOnes()
    {
        Assert.Contains("one of Celery's", Assert.Throws<MessageDecodeException>(() => Registry.Decompress("application/zstd", default)).Message, StringComparison.Ordinal);
        Assert.Contains("unknown", Assert.Throws<MessageDecodeException>(() => Registry.Decompress("rot13", default)).Message, StringComparison.Ordinal);
        Assert.Throws<MessageEncodeException>(() => Registry.Get("xz"));
    }
}
