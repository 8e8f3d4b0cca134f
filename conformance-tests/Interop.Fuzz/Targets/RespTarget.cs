using System.Text;
using Interop.Client.Resp;

namespace Interop.Fuzz.Targets;

/// <summary>Redis replies, cut at a place that the input decides.</summary>
internal sealed class RespTarget : FuzzTarget
{
    public override string Name => "resp";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "+OK\r\n", "-WRONGTYPE Operation\r\n", ":42\r\n", "$5\r\nhello\r\n", "$-1\r\n", "*-1\r\n", "*2\r\n$1\r\na\r\n:1\r\n", "_\r\n", "#t\r\n",
            ",3.14\r\n", ",inf\r\n", "(3492890328409238509324850943850943825024385\r\n", "=7\r\ntxt:abc\r\n", "!5\r\nERR x\r\n",
            "%1\r\n+a\r\n:1\r\n", "~1\r\n+a\r\n", ">3\r\n+message\r\n+ch\r\n$1\r\nx\r\n", "*1\r\n*1\r\n*1\r\n+deep\r\n", "|1\r\n+a\r\n:1\r\n+OK\r\n",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "\r\n", "*", "$", ":", "%", "~", ">", "|", "+", "-", "_", "#", ",", "(", "=", "!", "$-1\r\n", "*1\r\n", "*1000000000\r\n",
            "$1000000000\r\n", "%500000000\r\n", "$?\r\n", ";4\r\n", "*?\r\n", ".\r\n",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override bool IsDocumented(Exception exception) => exception is RespProtocolException;

    public override string Run(byte[] input)
    {
        var parser = new RespParser(RespLimits.Default);
        var cut = input.Length == 0 ? 0 : input[0] * input.Length / 256;
        var outcome = new StringBuilder();
        Read(parser, input.AsSpan(0, cut), outcome);
        Read(parser, input.AsSpan(cut), outcome);
        return outcome.Append(parser.IsBetweenReplies).ToString();
    }

    private static void Read(RespParser parser, ReadOnlySpan<byte> part, StringBuilder outcome)
    {
        while (parser.TryRead(ref part, out var reply))
        {
            if (outcome.Length < 60)
            {
                outcome.Append(reply.Kind).Append(' ');
            }
        }
    }
}
