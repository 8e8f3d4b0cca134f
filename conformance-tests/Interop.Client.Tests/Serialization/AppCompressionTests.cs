using System.Text;
using Interop.Client.Configuration;
using Interop.Client.Serialization.Compression;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Client.Tests.Serialization;

public sealed class AppCompressionTests
{
    private const int Mebi = 1024 * 1024;

    private static readonly CompressionRegistry Registry = AppCompression.Create(new());

    public static TheoryData<string> Names => ["zlib", "bzip2", "brotli", "xz", "zstd"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decompress_LetsShortBodiesOfZerosPass(string name) => Assert.Equal(
        DecompressionLimits.Floor, Registry.Decompress(name, Registry.Get(name).Compress(new byte[DecompressionLimits.Floor])).Length);

    [Theory]
    [MemberData(nameof(Names))]
    public void Decompress_StopsABombAtTheRatio_WithinItsBudget(string name)
    {
        var bomb = Registry.Get(name).Compress(new byte[12 * Mebi]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<MessageDecodeException>(() => Registry.Decompress(name, bomb));

        Assert.Contains("67108864 bytes, and 1000 for each compressed byte above 4194304", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * Math.Max(DecompressionLimits.Floor, bomb.Length * 1000L));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decompress_StopsAtTheLength_WhateverTheRatio(string name)
    {
        var app = AppCompression.Create(new() { MaxDecompressedSize = Mebi, MaxCompressionRatio = int.MaxValue });

        var error = Assert.Throws<MessageDecodeException>(() => app.Decompress(name, Registry.Get(name).Compress(new byte[Mebi + 1])));

        Assert.Contains("more than 1048576 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(Mebi, app.Decompress(name, Registry.Get(name).Compress(new byte[Mebi])).Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decompress_Fails_AtEveryTruncation(string name)
    {
        var whole = Registry.Get(name).Compress("[[1, 2, 3], {}, {\"callbacks\": null, \"errbacks\": null}]"u8);
        for (var length = name == "bzip2" ? 1 : 0; length < whole.Length; length++)
        {
            Assert.Throws<MessageDecodeException>(() => Registry.Decompress(name, whole.AsMemory(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decompress_SurvivesDamage_WithNoOtherException(string name)
    {
        var random = new Random(42);
        var text = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 200).Select(number => $"{{\"id\": {number}, \"x\": {random.Next()}}}")));
        var whole = Registry.Get(name).Compress(text);
        var refused = 0;
        for (var round = 0; round < 1_000; round++)
        {
            var damaged = whole.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                damaged[random.Next(Math.Min(damaged.Length, round % 2 == 0 ? 24 : damaged.Length))] = (byte)random.Next(256);
            }

            try
            {
                Registry.Decompress(name, damaged);
            }
            catch (MessageDecodeException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 800, 1_000);
    }

    [Fact]
    public void Decompress_RefusesADictionary_ThatItHasNoMemoryFor()
    {
        // A .lzma header that asks for a dictionary of 4 GiB.
        byte[] body = [0x5d, 0xff, 0xff, 0xff, 0xff, .. Enumerable.Repeat((byte)0xff, 8), 0, 1, 2, 3, 4, 5];
        Assert.Contains("memory", Assert.Throws<MessageDecodeException>(() => Registry.Decompress("lzma", body)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decompress_RefusesAFrame_ThatClaimsMoreThanItsBlocksHold()
    {
        // 3 MiB claimed, one empty block.
        byte[] body = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0x30, 0, 1, 0, 0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("claims 3145728", Assert.Throws<MessageDecodeException>(() => Registry.Decompress("zstd", body)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decompress_RefusesMoreStreams_ThanAnyToolWrites()
    {
        var empty = Registry.Get("bzip2").Compress([]);
        var body = Enumerable.Repeat(empty, 300).SelectMany(bytes => bytes).ToArray();
        Assert.Contains("256", Assert.Throws<MessageDecodeException>(() => Registry.Decompress("bzip2", body)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_RefuseCompressionsAndBounds_ThatCannotBe()
    {
        var error = Assert.Throws<ImproperlyConfiguredException>(() => CeleryApp.Create(new()
        {
            BrokerUrl = "memory://", TaskCompression = "rar", MaxDecompressedSize = 0, MaxCompressionRatio = -1,
        }));
        Assert.Contains("task_compression is 'rar', which is not available; expected gzip, zlib,", error.Message, StringComparison.Ordinal);
        Assert.Contains("max_decompressed_size is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("max_compression_ratio is -1", error.Message, StringComparison.Ordinal);
    }
}
