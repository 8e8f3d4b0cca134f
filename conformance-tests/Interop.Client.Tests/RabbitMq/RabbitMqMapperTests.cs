using System.Numerics;
using Interop.Client.Brokers.RabbitMq;
using Interop.Protocol;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Testing.Python;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqMapperTests
{
    [Fact]
    public void Write_MakesTheBytesOfPyAmqp()
    {
        var headers = new WireMap()
            .With("text", "ü€")
            .With("none", WireValue.None)
            .With("yes", true)
            .With("small", -2147483647)
            .With("large", 1L << 40)
            .With("negative", -(1L << 40))
            .With("float", 1.5)
            .With("decimal", WireValue.Decimal("-12.50"))
            .With("when", new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), null))
            .With("list", WireValue.List([1, "a", WireValue.None]))
            .With("map", new WireMap().With("a", new WireMap()));
        var message = new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = "application/json",
                ContentEncoding = "utf-8",
                DeliveryMode = 2,
                Priority = 0,
                CorrelationId = "c",
                ReplyTo = "",
                Expiration = "60000",
            },
            Headers = MessageHeadersCodec.Read(headers),
            Body = default,
        };
        var python = RunPython("""
            from datetime import datetime
            from decimal import Decimal
            from amqp import Message
            message = Message("", content_type="application/json", content_encoding="utf-8", delivery_mode=2, priority=0,
                correlation_id="c", reply_to="", expiration="60000", application_headers={
                    "text": "\u00fc\u20ac", "none": None, "yes": True, "small": -2147483647, "large": 1 << 40, "negative": -(1 << 40),
                    "float": 1.5, "decimal": Decimal("-12.50"), "when": datetime(2026, 1, 2, 3, 4, 5),
                    "list": [1, "a", None], "map": {"a": {}}})
            print(message._serialize_properties().hex())
            """);

        Assert.Equal(python, Convert.ToHexStringLower(RabbitMqMapper.Write(message, CeleryRelease.V56)));
    }

    [Fact]
    public void Read_GivesBackWhatWasWritten()
    {
        var headers = new WireMap()
            .With("decimal", WireValue.Decimal("-0.05"))
            .With("bytes", WireValue.Bytes("plain"u8.ToArray()))
            .With("nested", WireValue.List([new WireMap().With("deep", WireValue.List([1L << 62]))]));
        var message = Write(headers);

        Assert.Equal(headers, Read(message).Headers.Extra);
        Assert.Equal(0, Read(message).Properties.Priority);
        Assert.Equal("", Read(message).Properties.ReplyTo);
        Assert.Null(Read(message).Properties.MessageId);
    }

    [Fact]
    public void Read_TellsAbsentFromZero()
    {
        var properties = Read(RabbitMqMapper.Write(
            new WireMessage { Properties = new MessageProperties(), Headers = MessageHeaders.Empty, Body = default }, CeleryRelease.V56)).Properties;

        Assert.Null(properties.Priority);
        Assert.Null(properties.DeliveryMode);
        Assert.Null(properties.CorrelationId);
    }

    [Theory]
    [InlineData("6262", 98)]                 // b: signed octet
    [InlineData("62ff", -1)]
    [InlineData("42ff", 255)]                // B: unsigned octet
    [InlineData("73ffff", -1)]               // s: short
    [InlineData("75ffff", 65535)]            // u: unsigned short
    [InlineData("69ffffffff", 4294967295)]   // i: unsigned long
    [InlineData("6cfffffffffffffffe", -2)]   // l: long long
    [InlineData("4cfffffffffffffffe", -2)]   // L: the same from py-amqp
    public void Read_UnderstandsIntegersOfOtherClients(string item, long expected) =>
        Assert.Equal(WireValue.Integer(expected), Read(Section("016b" + item)).Headers.Extra!["k"]);

    [Fact]
    public void Read_TakesTextForText_AndOtherBytesForBytes()
    {
        var extra = Read(Section("016153000000026869" + "01625300000002fffe")).Headers.Extra!;

        Assert.Equal("hi", extra["a"]!.Value.AsString());
        Assert.Equal(new byte[] { 0xFF, 0xFE }, extra["b"]!.Value.AsBytes().ToArray());
    }

    [Theory]
    [InlineData("016b5a00")]             // unknown type Z
    [InlineData("016b53000000ff41")]     // longer than what is there
    [InlineData("ff6b")]                 // key longer than what is there
    [InlineData("016b46ffffffff")]       // table of 4 GiB
    public void Read_KeepsThePropertiesAndReportsTheTable_WhenItIsGarbage(string table)
    {
        var message = Read(Section(table));

        var malformed = Assert.Single(message.Headers.Malformed!);
        Assert.Equal("headers", malformed.Name);
        Assert.Equal(table, Convert.ToHexStringLower(malformed.Value.AsBytes().Span));
        Assert.Equal(2, message.Properties.DeliveryMode);
    }

    [Fact]
    public void Read_ReportsTheSection_WhenItIsTooShort()
    {
        var malformed = Assert.Single(Read([0x80, 0, 9]).Headers.Malformed!);

        Assert.Equal("properties", malformed.Name);
    }

    [Fact]
    public void Read_StopsAtADepth_WhenTablesNestForEver()
    {
        var table = "016b56";
        for (var i = 0; i < 200; i++)
        {
            table = "016b46" + (table.Length / 2).ToString("x8") + table;
        }

        Assert.NotNull(Read(Section(table)).Headers.Malformed);
    }

    [Fact]
    public void Write_SaysWhichHeader_WhenItHasNoForm()
    {
        AssertRefused("big", BigInteger.Pow(2, 64), "64-bit");
        AssertRefused("exact", WireValue.Decimal("12345678901.5"), "31 bits");
        AssertRefused("nan", WireValue.Decimal("NaN"), "31 bits");
        AssertRefused("half", "\ud800", "surrogate");
        AssertRefused(new string('k', 256), 1, "255");
    }

    [Theory]
    [InlineData("1E+2", "100")]
    [InlineData("-0.001", "-0.001")]
    public void Write_KeepsTheValueOfADecimal(string text, string expected) =>
        Assert.Equal(WireValue.Decimal(expected), Read(Write(new WireMap().With("d", WireValue.Decimal(text)))).Headers.Extra!["d"]);

    private static void AssertRefused(string name, WireValue value, string part)
    {
        var error = Assert.Throws<MessageEncodeException>(() => Write(new WireMap().With(name, value)));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Write(WireMap headers) => RabbitMqMapper.Write(
        new WireMessage
        {
            Properties = new MessageProperties { Priority = 0, ReplyTo = "", DeliveryMode = 2 },
            Headers = MessageHeadersCodec.Read(headers),
            Body = default,
        }, CeleryRelease.V56);

    private static WireMessage Read(byte[] section) => RabbitMqMapper.Read(section, default, "", "q", redelivered: false);

    /// <summary>Headers with these entries and delivery_mode 2.</summary>
    private static byte[] Section(string entries) =>
        Convert.FromHexString("3000" + (entries.Length / 2).ToString("x8") + entries + "02");

    private static string RunPython(string script)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(PythonInstallation.Path, ["-c", script])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
