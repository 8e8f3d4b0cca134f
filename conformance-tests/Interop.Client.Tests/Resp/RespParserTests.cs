using System.Text;
using Interop.Client.Resp;

namespace Interop.Client.Tests.Resp;

public sealed class RespParserTests
{
    [Theory]
    [InlineData("+OK\r\n", "SimpleString: OK")]
    [InlineData("+\r\n", "SimpleString: ")]
    [InlineData("-WRONGTYPE no\r\n", "Error: WRONGTYPE no")]
    [InlineData(":-42\r\n", "Integer: -42")]
    [InlineData(":+7\r\n", "Integer: 7")]
    [InlineData("$0\r\n\r\n", "Bulk: ")]
    [InlineData("$7\r\na\r\nb\0cd\r\n", "Bulk: a\r\nb\0cd")]
    [InlineData("$-1\r\n", "Null")]
    [InlineData("*-1\r\n", "Null")]
    [InlineData("*0\r\n", "Array[]")]
    [InlineData("*2\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n", "Array[Integer: 1, Array[Bulk: x, Null]]")]
    [InlineData("_\r\n", "Null")]
    [InlineData("#t\r\n", "Boolean: 1")]
    [InlineData(",1.5\r\n", "Double: 1.5")]
    [InlineData(",-inf\r\n", "Double: -Infinity")]
    [InlineData("(3492890328409238509324850943850943825024385\r\n", "BigNumber: 3492890328409238509324850943850943825024385")]
    [InlineData("!3\r\nE x\r\n", "Error: E x")]
    [InlineData("=8\r\ntxt:Some\r\n", "Verbatim: Some")]
    [InlineData("%1\r\n+k\r\n:1\r\n", "Map[SimpleString: k, Integer: 1]")]
    [InlineData("~1\r\n#f\r\n", "Set[Boolean: 0]")]
    [InlineData(">2\r\n+invalidate\r\n_\r\n", "Push[SimpleString: invalidate, Null]")]
    [InlineData("|1\r\n+ttl\r\n:3\r\n:9\r\n", "Integer: 9")]
    [InlineData("|0\r\n:9\r\n", "Integer: 9")]
    [InlineData("*2\r\n|1\r\n+a\r\n*1\r\n:5\r\n:1\r\n:2\r\n", "Array[Integer: 1, Integer: 2]")]
    public void TryRead_ReadsTheReply_HoweverItIsCut(string wire, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(wire);
        Assert.Equal(expected, Describe(Assert.Single(RepliesOf(bytes, bytes.Length))));
        Assert.Equal(expected, Describe(Assert.Single(RepliesOf(bytes, 1))));
        Assert.Equal(expected, Describe(Assert.Single(RepliesOf(bytes, 3))));
    }

    [Theory]
    [InlineData("hello\r\n", 0, 'h')]
    [InlineData("\r\n", 0, '\r')]
    [InlineData("+OK\rx", 4, 'x')]
    [InlineData("$1\r\nab\r\n", 5, 'b')]
    [InlineData("$1\r\na\rb", 6, 'b')]
    [InlineData(":1\r\n?", 4, '?')]
    public void TryRead_NamesOffsetAndByte_WhenTheByteIsWrong(string wire, long offset, char value)
    {
        foreach (int size in new[] { 1, 100 })
        {
            var error = Assert.Throws<RespProtocolException>(() => RepliesOf(Encoding.ASCII.GetBytes(wire), size));
            Assert.Equal(offset, error.Offset);
            Assert.Equal(value, error.Value);
            Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(":abc\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":+-1\r\n")]
    [InlineData(":1 \r\n")]
    [InlineData(":9223372036854775808\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("$?\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData("*99999999\r\n")]
    [InlineData("%9223372036854775807\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("#x\r\n")]
    [InlineData(",1.5x\r\n")]
    [InlineData("(12a\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("=3\r\nabc\r\n")]
    [InlineData(":11111111111111111111111111111111111111")]
    public void TryRead_Refuses_WhatIsNotRespOrTooLarge(string wire)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire);
        Assert.Throws<RespProtocolException>(() => RepliesOf(bytes, 1));
        Assert.Throws<RespProtocolException>(() => RepliesOf(bytes, bytes.Length));
    }

    [Fact]
    public void TryRead_RefusesNesting_BeyondTheLimit()
    {
        var limits = new RespLimits { MaxDepth = 5 };
        string deep = string.Concat(Enumerable.Repeat("*1\r\n", 5)) + ":1\r\n";
        Assert.Single(RepliesOf(Encoding.ASCII.GetBytes(deep), 2, limits));
        Assert.Throws<RespProtocolException>(() => RepliesOf(Encoding.ASCII.GetBytes("*1\r\n" + deep), 2, limits));
    }

    [Fact]
    public void TryRead_RefusesALine_BeyondTheLimit()
    {
        var limits = new RespLimits { MaxLineLength = 100 };
        string Line(int length) => "-" + new string('x', length) + "\r\n";
        Assert.Single(RepliesOf(Encoding.ASCII.GetBytes(Line(100)), 7, limits));
        Assert.Throws<RespProtocolException>(() => RepliesOf(Encoding.ASCII.GetBytes(Line(101)), 7, limits));
    }

    [Fact]
    public void TryRead_AllocatesForTheBytesThatCame_NotForTheLengthThatIsClaimed()
    {
        byte[][] claims =
        [
            Encoding.ASCII.GetBytes($"${RespLimits.Default.MaxBulkLength}\r\nabc"),
            Encoding.ASCII.GetBytes($"*{RespLimits.Default.MaxArrayLength}\r\n:1\r\n"),
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"*{RespLimits.Default.MaxArrayLength}\r\n", 60))),
        ];
        foreach (byte[] claim in claims)
        {
            var parser = new RespParser(RespLimits.Default);
            long before = GC.GetAllocatedBytesForCurrentThread();
            ReadOnlySpan<byte> input = claim;
            Assert.False(parser.TryRead(ref input, out _));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512 * 1024);
        }
    }

    [Fact]
    public void TryRead_KeepsABulk_LargerThanAnyBuffer()
    {
        var payload = new byte[3_000_001];
        new Random(5).NextBytes(payload);
        byte[] wire = [.. Encoding.ASCII.GetBytes($"*2\r\n${payload.Length}\r\n"), .. payload, .. "\r\n:1\r\n"u8];
        RespReply reply = Assert.Single(RepliesOf(wire, 65_537));
        Assert.Equal(payload, reply.Items[0].Array);
        Assert.Equal(1, reply.Items[1].Integer);
    }

    [Fact]
    public void TryRead_ReturnsSeveralReplies_FromOneBuffer()
    {
        Assert.Equal(
            ["SimpleString: OK", "Integer: 1", "Bulk: x"],
            RepliesOf("+OK\r\n:1\r\n$1\r\nx\r\n"u8.ToArray(), 100).Select(Describe));
    }

    [Fact]
    public void Reply_ReadsNumbers_FromText()
    {
        Assert.Equal(-12, RespReply.OfString(RespReplyKind.Bulk, "-12"u8.ToArray()).Integer);
        Assert.Equal(1.25, RespReply.OfString(RespReplyKind.Bulk, "1.25"u8.ToArray()).Double);
        Assert.Throws<InvalidOperationException>(() => RespReply.OfString(RespReplyKind.Bulk, "x"u8.ToArray()).Integer);
        Assert.Throws<InvalidOperationException>(() => RespReply.OfInteger(1).Items);
        Assert.Empty(RespReply.Null.Items);
        Assert.True(RespReply.Null.Bytes.IsEmpty);
    }

    internal static List<RespReply> RepliesOf(byte[] wire, int chunk, RespLimits? limits = null)
    {
        var parser = new RespParser(limits ?? RespLimits.Default);
        var replies = new List<RespReply>();
        for (int at = 0; at < wire.Length; at += chunk)
        {
            ReadOnlySpan<byte> input = wire.AsSpan(at, Math.Min(chunk, wire.Length - at));
            while (parser.TryRead(ref input, out RespReply reply))
            {
                replies.Add(reply);
            }

            Assert.True(input.IsEmpty);
        }

        Assert.Equal(wire.Length, parser.Offset);
        return replies;
    }

    internal static string Describe(RespReply reply) =>
        reply.Kind is RespReplyKind.Array or RespReplyKind.Map or RespReplyKind.Set or RespReplyKind.Push
            ? $"{reply.Kind}[{string.Join(", ", reply.Items.Select(Describe))}]"
            : reply.ToString();
}
