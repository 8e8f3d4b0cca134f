using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Resp;

namespace Interop.Client.Tests.Resp;

public sealed class RespParserPropertyTests
{
    private static readonly Gen<byte[]> Payload = Gen.Choose(0, 40).SelectMany(
        length => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(length));

    private static readonly Gen<byte[]> Line = Gen.Choose(0, 30).SelectMany(
        length => Gen.Choose(' ', '~').Select(i => (byte)i).ArrayOf(length));

    private static readonly Gen<RespReply> Leaf = Gen.OneOf(
        Gen.Constant(RespReply.Null),
        Payload.Select(p => RespReply.OfString(RespReplyKind.Bulk, p)),
        Payload.Select(p => RespReply.OfString(RespReplyKind.Verbatim, p)),
        Line.Select(p => RespReply.OfString(RespReplyKind.SimpleString, p)),
        Line.Select(p => RespReply.OfString(RespReplyKind.Error, p)),
        ArbMap.Default.GeneratorFor<long>().Select(RespReply.OfInteger),
        ArbMap.Default.GeneratorFor<bool>().Select(RespReply.OfBoolean),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(d => RespReply.OfDouble(d.Item)));

    [Fact]
    public void TryRead_GivesBackAnyTree_CutAnywhere()
    {
        Arbitrary<(RespReply[] Replies, int Seed)> cases = Arb.From(
            Gen.Choose(1, 4).SelectMany(n => Tree(3).ArrayOf(n))
                .SelectMany(replies => Gen.Choose(0, int.MaxValue - 1).Select(seed => (replies, seed))));
        Prop.ForAll(cases, test =>
        {
            byte[] wire = [.. test.Replies.SelectMany(Wire)];
            return Cut(wire, new Random(test.Seed)).Select(RespParserTests.Describe)
                .SequenceEqual(test.Replies.Select(RespParserTests.Describe));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void TryRead_ThrowsOnlyProtocolErrors_OnMutatedReplies()
    {
        Arbitrary<(RespReply Reply, int Seed)> cases = Arb.From(
            Tree(3).SelectMany(reply => Gen.Choose(0, int.MaxValue - 1).Select(seed => (reply, seed))));
        Prop.ForAll(cases, test =>
        {
            var random = new Random(test.Seed);
            List<byte> wire = [.. Wire(test.Reply), .. Wire(test.Reply)];
            for (int changes = random.Next(1, 6); changes > 0 && wire.Count > 0; changes--)
            {
                int at = random.Next(wire.Count);
                switch (random.Next(3))
                {
                    case 0: wire[at] = (byte)random.Next(256); break;
                    case 1: wire.RemoveAt(at); break;
                    default: wire.Insert(at, "*$:+-_,#(!=%~>|0123456789\r\n"u8[random.Next(27)]); break;
                }
            }

            return StaysSane([.. wire], random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void TryRead_ThrowsOnlyProtocolErrors_OnRandomBytes()
    {
        var random = new Random(20_240_601);
        byte[] alphabet = "*$:+-_,#(!=%~>|0123456789\r\n\r\n\r\nabc."u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            var wire = new byte[random.Next(1, 80)];
            for (int at = 0; at < wire.Length; at++)
            {
                wire[at] = i % 4 == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
            }

            Assert.True(StaysSane(wire, random));
        }
    }

    private static Gen<RespReply> Tree(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency(
            (3, Leaf),
            (1, Items(depth, RespReplyKind.Array, 1)),
            (1, Items(depth, RespReplyKind.Set, 1)),
            (1, Items(depth, RespReplyKind.Map, 2)));

    private static Gen<RespReply> Items(int depth, RespReplyKind kind, int multiple) =>
        Gen.Choose(0, 5).SelectMany(n => Tree(depth - 1).ArrayOf(n * multiple)).Select(i => RespReply.OfItems(kind, i));

    private static bool StaysSane(byte[] wire, Random random)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Cut(wire, random);
        }
        catch (RespProtocolException e)
        {
            Assert.InRange(e.Offset, 0, wire.Length);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024;
    }

    private static List<RespReply> Cut(byte[] wire, Random random)
    {
        var parser = new RespParser(RespLimits.Default);
        var replies = new List<RespReply>();
        for (int at = 0; at < wire.Length;)
        {
            int count = Math.Min(random.Next(1, 20), wire.Length - at);
            ReadOnlySpan<byte> input = wire.AsSpan(at, count);
            while (parser.TryRead(ref input, out RespReply reply))
            {
                replies.Add(reply);
            }

            at += count;
        }

        return replies;
    }

    private static IEnumerable<byte> Wire(RespReply reply) => reply.Kind switch
    {
        RespReplyKind.Null => "_\r\n"u8.ToArray(),
        RespReplyKind.SimpleString => [(byte)'+', .. reply.Array, .. "\r\n"u8],
        RespReplyKind.Error => [(byte)'-', .. reply.Array, .. "\r\n"u8],
        RespReplyKind.Integer => Ascii($":{reply.Integer}\r\n"),
        RespReplyKind.Boolean => Ascii(reply.Integer == 1 ? "#t\r\n" : "#f\r\n"),
        RespReplyKind.Double => Ascii(FormattableString.Invariant($",{reply.Double:R}\r\n")),
        RespReplyKind.Bulk => [.. Ascii($"${reply.Array.Length}\r\n"), .. reply.Array, .. "\r\n"u8],
        RespReplyKind.Verbatim => [.. Ascii($"={reply.Array.Length + 4}\r\ntxt:"), .. reply.Array, .. "\r\n"u8],
        RespReplyKind.Map => Aggregate('%', reply.Items.Length / 2, reply.Items),
        RespReplyKind.Set => Aggregate('~', reply.Items.Length, reply.Items),
        _ => Aggregate('*', reply.Items.Length, reply.Items),
    };

    private static IEnumerable<byte> Aggregate(char type, int count, RespReply[] items) =>
        Ascii($"{type}{count.ToString(CultureInfo.InvariantCulture)}\r\n").Concat(items.SelectMany(Wire));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
