using System.Buffers;
using System.Text;
using Interop.Client.Resp;

namespace Interop.Client.Tests.Resp;

public sealed class RespCommandWriterTests
{
    private readonly HashSet<RespScript> _known = [];

    [Fact]
    public void Command_WritesEachKindOfBulk_AsTheServerReadsIt()
    {
        var writer = new RespCommandWriter(_known);
        writer.Command("X"u8, 7);
        writer.Bulk("é"u8);
        writer.Bulk("é");
        writer.Bulk(long.MinValue);
        writer.Bulk(0.1);
        writer.Bulk(double.PositiveInfinity);
        writer.Bulk("pre"u8, "fix"u8);
        writer.Bulk(""u8);
        Assert.Equal(
            "*8\r\n$1\r\nX\r\n$2\r\né\r\n$2\r\né\r\n$20\r\n-9223372036854775808\r\n$3\r\n0.1\r\n$4\r\n+inf\r\n"
            + "$6\r\nprefix\r\n$0\r\n\r\n",
            Text(writer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Bulk_PutsTheLengthInFront_WhenItIsNotKnownBefore(int length)
    {
        var writer = new RespCommandWriter(_known);
        writer.Command("X"u8, 2);
        writer.Bulk(length, static (buffer, n) =>
        {
            for (int i = 0; i < n; i++)
            {
                buffer.Write([(byte)('a' + (i % 26))]);
            }
        });
        writer.Bulk("end");
        string payload = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        Assert.Equal($"*3\r\n$1\r\nX\r\n${length}\r\n{payload}\r\n$3\r\nend\r\n", Text(writer));
    }

    [Fact]
    public void Eval_SendsTheText_UntilTheConnectionKnowsTheScript()
    {
        var script = new RespScript("return 1");
        var writer = new RespCommandWriter(_known);
        writer.BeginUnit();
        writer.Eval(script, 0, 0);
        Assert.Same(script, writer.UnknownScript);
        Assert.Equal("*3\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n0\r\n", Text(writer));
        writer.Clear();
        _known.Add(script);
        writer.BeginUnit();
        writer.Eval(script, 0, 0);
        Assert.Null(writer.UnknownScript);
        Assert.Equal(
            "*3\r\n$7\r\nEVALSHA\r\n$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n$1\r\n0\r\n", Text(writer));
    }

    [Fact]
    public void Command_Throws_WhenTheArgumentsDoNotAddUp()
    {
        var writer = new RespCommandWriter(_known);
        int mark = writer.BeginUnit();
        writer.Command("GET"u8, 1);
        Assert.Throws<InvalidOperationException>(writer.EndUnit);
        Assert.Throws<InvalidOperationException>(() => writer.Command("GET"u8, 0));
        writer.Rewind(mark);
        writer.Command("GET"u8, 1);
        writer.Bulk("k");
        Assert.Throws<InvalidOperationException>(() => writer.Bulk("one too many"));
        writer.Rewind(mark);
        Assert.Equal(0, writer.Length);
    }

    private static string Text(RespCommandWriter writer) => Encoding.UTF8.GetString(writer.Written.Span);
}
