using System.Text;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>Bodies that are made to do harm: refused, at a price in proportion to their size.</summary>
public sealed class FormatHostileTests
{
    private static readonly MsgpackContentCodec Msgpack = new();
    private static readonly YamlContentCodec Yaml = new();

    [Theory]
    [InlineData("ddffffffff", 0)] // a list of 4 G items
    [InlineData("dd000fffff", 1000)] // a list of 1 M items in 1,000 bytes
    [InlineData("dfffffffff", 0)]
    [InlineData("df7fffffff", 1000)]
    [InlineData("dbffffffff", 10)]
    [InlineData("c6ffffffff", 10)]
    [InlineData("c9ffffffff05", 10)]
    [InlineData("dc03e8dc03e8dc03e8dc03e8dc03e8", 1000)] // lists that claim the same bytes
    [InlineData("9fde0100", 300)]
    public void Msgpack_RefusesLengths_BeforeItAllocates(string head, int rest)
    {
        byte[] body = [.. Convert.FromHexString(head), .. Enumerable.Repeat((byte)0xc0, rest)];
        Msgpack.Decode([0xc0]);
        Assert.InRange(Allocated(() => Assert.Throws<MessageDecodeException>(() => Msgpack.Decode(body))), 0, 60_000);
    }

    [Fact]
    public void Msgpack_AllocatesInProportion_WhateverNestsAndClaims()
    {
        // Each of the lists claims what is left, 1,000 levels of it.
        var body = new byte[200_000];
        for (var at = 0; at < 1000; at++)
        {
            var left = body.Length - 5 * (at + 1) - 1000;
            new byte[] { 0xdd, (byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left }.CopyTo(body, at * 5);
        }

        Assert.InRange(Allocated(() => Assert.Throws<MessageDecodeException>(() => Msgpack.Decode(body))), 0, 32L * body.Length);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    [InlineData(1_000_000, false)]
    public void Msgpack_ReadsAndWrites_AsDeepAsPythonReads(int depth, bool isRead)
    {
        byte[] body = [.. Enumerable.Repeat((byte)0x91, depth), 0x01];
        if (isRead)
        {
            var value = Msgpack.Decode(body);
            Assert.Equal(body, Msgpack.Encode(value).Body.ToArray());
            Assert.Throws<MessageEncodeException>(() => Msgpack.Encode(WireValue.List([value])));
        }
        else
        {
            Assert.Contains("1024", Assert.Throws<MessageDecodeException>(() => Msgpack.Decode(body)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Msgpack_CountsValues()
    {
        var small = new MsgpackContentCodec(maxValues: 4);
        Assert.Equal(3, small.Decode([0x93, 1, 2, 3]).AsItems().Count);
        Assert.Throws<MessageDecodeException>(() => small.Decode([0x94, 1, 2, 3, 4]));
        Assert.Throws<MessageDecodeException>(() => small.Decode([0x92, 0x91, 1, 0x91, 2]));
    }

    [Theory]
    [InlineData("a: &a [x, x, x, x, x, x, x, x, x]", "{0}: &{0} [*{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}]")]
    [InlineData("a: &a {x: 1}", "{0}: &{0} {{p: *{1}, q: *{1}, r: *{1}, s: *{1}, t: *{1}, u: *{1}, v: *{1}, w: *{1}, x: *{1}}}")]
    [InlineData("a: &a {x: 1}", "{0}: &{0} {{<<: [*{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}]}}")]
    [InlineData("a: &a !!omap [x: 1]", "{0}: &{0} !!omap [p: *{1}, q: *{1}, r: *{1}, s: *{1}, t: *{1}, u: *{1}, v: *{1}, w: *{1}]")]
    public void Yaml_CountsWhatAliasesStandFor(string first, string next)
    {
        var text = new StringBuilder(first);
        for (var name = 'b'; name <= 'k'; name++)
        {
            text.Append('\n').AppendFormat(System.Globalization.CultureInfo.InvariantCulture, next, name, (char)(name - 1));
        }

        Yaml.Decode("a"u8);
        var allocated = Allocated(() => Assert.Contains(
            "500000 values", Assert.Throws<MessageDecodeException>(() => Read(text.ToString())).Message, StringComparison.Ordinal));
        Assert.InRange(allocated, 0, 120_000_000);
    }

    [Fact]
    public void Yaml_RefusesDepth_ThatAliasesBuild()
    {
        var text = new StringBuilder("- &a0 [x]\n");
        for (var i = 1; i < 5000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- &a{i} [*a{i - 1}]\n");
        }

        Assert.Contains("512 levels", Assert.Throws<MessageDecodeException>(() => Read(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{a: ")]
    [InlineData("&a [")]
    [InlineData("!!seq [")]
    [InlineData("{<<: ")]
    [InlineData("{? ")]
    [InlineData("[? ")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("a: ")]
    [InlineData("a:\n")]
    [InlineData("%")]
    [InlineData("!")]
    [InlineData("[a, ")]
    [InlineData("|\n")]
    [InlineData("&a ")]
    [InlineData("\"\\")]
    [InlineData("\n\n\"\n")]
    [InlineData("[\n[")]
    [InlineData("!!int 1: ")]
    [InlineData("---\n")]
    [InlineData("[[],")]
    public void Yaml_TakesMemoryInProportion_WhateverTheDocument(string part)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 200_000 / part.Length)));
        var allocated = Allocated(() =>
        {
            try
            {
                Yaml.Decode(body);
            }
            catch (MessageDecodeException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            }
        });
        Assert.InRange(allocated, 0, 1000L * body.Length);
    }

    [Theory]
    [InlineData("!!python/object/apply:os.system [id]", "!!python/object/apply:os.system")]
    [InlineData("!!python/object/new:subprocess.Popen [[id]]", "!!python/object/new:subprocess.Popen")]
    [InlineData("a: !!python/name:os.system", "!!python/name:os.system")]
    [InlineData("!!python/tuple [1]", "!!python/tuple")]
    [InlineData("!<tag:yaml.org,2002:python/object:os.x> {}", "!!python/object:os.x")]
    [InlineData("%TAG !p! tag:yaml.org,2002:python/\n---\n!p!none x", "!!python/none")]
    [InlineData("!Thing {}", "!Thing")]
    public void Yaml_NamesTheTagItRefuses(string text, string tag)
    {
        var message = Assert.Throws<MessageDecodeException>(() => Read(text)).Message;
        Assert.Contains($"The YAML tag {tag} ", message, StringComparison.Ordinal);
        Assert.Contains("line ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Yaml_HasLimits_ThatCanBeSet()
    {
        Assert.Throws<MessageDecodeException>(() => new YamlContentCodec(maxBytes: 3).Decode("[1,2]"u8));
        Assert.Throws<MessageDecodeException>(() => new YamlContentCodec(maxValues: 3).Decode("[1, 2, 3]"u8));
        Assert.Equal(3, new YamlContentCodec(maxValues: 4).Decode("[1, 2, 3]"u8).AsItems().Count);
        Assert.Throws<MessageEncodeException>(() => Yaml.Encode(Nested(YamlContentCodec.MaxDepth + 1)));
        Assert.Equal(Nested(YamlContentCodec.MaxDepth), Yaml.Decode(Yaml.Encode(Nested(YamlContentCodec.MaxDepth)).Body.Span));
    }

    [Theory]
    [InlineData("msgpack")]
    [InlineData("yaml")]
    public void Decode_ThrowsDecodeExceptionsOnly_ForDamagedBodies(string serializer)
    {
        var random = new Random(20261121);
        var codec = StandardContent.Serializers.Get(serializer);
        byte[][] seeds = [.. FormatSamples.Of("5.2.6", $"{serializer}-load").Select(sample => Convert.FromHexString(sample.GetProperty("body").GetString()!))];
        var refused = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var body = Damaged(seeds, random);
            long allocated = 0;
            try
            {
                allocated = Allocated(() => codec.Decode(body));
            }
            catch (MessageDecodeException e)
            {
                refused++;
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            }

            Assert.InRange(allocated, 0, 200_000 + 1000L * body.Length);
        }

        Assert.InRange(refused, 3_000, 29_000);
    }

    private static byte[] Damaged(byte[][] seeds, Random random)
    {
        List<byte> body = [.. seeds[random.Next(seeds.Length)]];
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(body.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < body.Count:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(4), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, seeds[random.Next(seeds.Length)].Take(40));
                    break;
                default:
                    body.Insert(at, (byte)random.Next(32, 127));
                    break;
            }
        }

        return [.. body];
    }

    private static WireValue Nested(int depth)
    {
        var value = WireValue.List([]);
        for (var i = 1; i < depth; i++)
        {
            value = WireValue.List([value]);
        }

        return value;
    }

    private static WireValue Read(string text) => Yaml.Decode(Encoding.UTF8.GetBytes(text));

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
