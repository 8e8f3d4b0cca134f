using System.Text;
using Interop.Client.Serialization.Compression;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Compression;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>Every compression against kombu's own code, in all Pythons there are.</summary>
public sealed class PythonCompressionTests
{
    private static readonly CompressionRegistry Registry = AppCompression.Create(new());

    private static readonly string[] Names = ["zlib", "gzip", "bzip2", "bzip", "brotli", "lzma", "xz", "zstd", "zstandard"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions => [.. PythonContent.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Bodies_AreReadOnTheOtherSide(string version)
    {
        await using var python = PythonContent.Start(version);
        var random = new Random(version.Length);
        foreach (var name in await NamesOfAsync(python))
        {
            foreach (var body in Bodies(random))
            {
                var ours = Registry.Get(name).Compress(body);
                Assert.Equal(body, await python.BytesAsync("decompress", Registry.Get(name).ContentType, ours, Token));
                var theirs = await python.BytesAsync("compress", name, body, Token);
                Assert.Equal(body, Registry.Decompress(name, theirs));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task WhatStandsBehindAStream_IsReadAsPythonReadsIt(string version)
    {
        await using var python = PythonContent.Start(version);
        foreach (var name in await NamesOfAsync(python))
        {
            var first = Registry.Get(name).Compress("hello hello hello"u8);
            var second = Registry.Get(name).Compress("second"u8);
            byte[][] tails =
            [
                [], [0], [0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], "x"u8.ToArray(), "B"u8.ToArray(), "BZ"u8.ToArray(), "BZh9"u8.ToArray(), "BZh91xxxxxxx"u8.ToArray(),
                [0xfd], [0xfd, (byte)'7'], [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3], first, second, second[..^3], [.. second[..^4], 0xff, .. second[^3..]],
                [.. second, .. first], [.. second, 0x1f],
            ];
            foreach (var tail in tails)
            {
                await SameAsync(python, name, [.. first, .. tail]);
            }

            await SameAsync(python, name, []);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ForeignForms_AreReadAsPythonReadsThem(string version)
    {
        await using var python = PythonContent.Start(version);
        var samples = new (string Name, string Hex)[]
        {
            // gzip.compress(b"hello", mtime=0), which kombu does not read in spite of the name
            ("gzip", "1f8b08000000000002ffcb48cdc9c9070086a6103605000000"),
            // lzma.compress(b"hello hello hello", format=lzma.FORMAT_ALONE), twice
            ("lzma", "5d00008000ffffffffffffffff00341949ee8de9178a3a60057d98b74ffffa4e4000"),
            // zstandard: without content size, with a checksum, with a wrong one, an empty frame, one that lies about its size
            ("zstd", "28b52ffd0058650000" + "3068656c6c6f200100314a11"),
            ("zstd", "28b52ffd20116500003068656c6c6f200100314a11"),
            ("zstd", "28b52ffd20126500003068656c6c6f200100314a11"),
            ("zstd", "28b52ffd20106500003068656c6c6f200100314a11"),
            ("zstd", "28b52ffd2000010000"),
        };
        var names = await NamesOfAsync(python);
        foreach (var (name, hex) in samples.Where(sample => names.Contains(sample.Name)))
        {
            await SameAsync(python, name, Convert.FromHexString(hex));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DamagedBodies_AreReadOnlyAsPythonReadsThem(string version)
    {
        await using var python = PythonContent.Start(version);
        var random = new Random(7);
        var text = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 60).Select(number => $"{{\"id\": {number}}}")));
        foreach (var name in (await NamesOfAsync(python)).Where(name => name is "zlib" or "bzip2" or "brotli" or "xz" or "zstd"))
        {
            var whole = Registry.Get(name).Compress(text);
            for (var round = 0; round < 150; round++)
            {
                var damaged = whole.ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                await SameAsync(python, name, round % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            }
        }
    }

    private static IEnumerable<byte[]> Bodies(Random random)
    {
        yield return [];
        yield return "[[2, 3], {}, {\"callbacks\": null}]"u8.ToArray();
        yield return new byte[100_000];
        var noise = new byte[70_000];
        random.NextBytes(noise);
        yield return noise;
        yield return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(number => $"{{\"row\": {number}}}, ")));
    }

    private static async Task SameAsync(PythonContent python, string name, byte[] body)
    {
        var theirs = await python.BytesAsync("decompress", name, body, Token);
        var what = $"{name} {Convert.ToHexString(body)}";
        try
        {
            var ours = Registry.Decompress(name, body);
            Assert.True(theirs is not null, $"Python refuses, we read: {what}");
            Assert.Equal(theirs, ours);
        }
        catch (MessageDecodeException e)
        {
            Assert.True(theirs is null, $"Python reads, we refuse: {what}: {e.Message}");
        }
    }

    // What this Python has; bullseye has no zstd.
    private static async Task<string[]> NamesOfAsync(PythonContent python)
    {
        var answer = await python.CallAsync("versions", [], Token);
        var types = answer.GetProperty("ok").GetProperty("compressions").EnumerateArray().Select(type => type.GetString()!).ToHashSet();
        Assert.Contains("application/x-bz2", types);
        return [.. Names.Where(name => types.Contains(Registry.Get(name).ContentType))];
    }
}
