using System.Text;
using Interop.Protocol.Messages;
using Interop.Worker.Consuming;

namespace Interop.Worker.Tests.Consuming;

public sealed class MessageReportTests
{
    [Fact]
    public void Body_IsShownAsItIs_WhereItIsText()
        => Assert.StartsWith("body: [[1], {\"name\": \"Zoë\"}, {}] (27b) {content_type:None", Of(Encoding.UTF8.GetBytes("[[1], {\"name\": \"Zoë\"}, {}]")), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0x80, 0x02, 0x5d, 0x71, 0x00, 0x2e }, @"b'\x80\x02]q\x00.'")]
    [InlineData(new byte[] { 0x1b, (byte)'[', (byte)'2', (byte)'J' }, @"b'\x1b[2J'")]
    [InlineData(new byte[] { (byte)'x', (byte)'\n', (byte)'y' }, @"b'x\ny'")]
    public void Body_IsShownAsPythonShowsBytes_WhereATerminalWouldObeyIt(byte[] body, string shown)
        => Assert.StartsWith($"body: {shown} (", Of(body), StringComparison.Ordinal);

    [Fact]
    public void Body_IsCutAt1024Bytes_EvenWithinACharacter()
        => Assert.Contains("x\ufffd... (1026b)", Of(Encoding.UTF8.GetBytes(new string('x', 1023) + "€")), StringComparison.Ordinal);

    private static string Of(byte[] body)
        => MessageReport.Of(new WireMessage { Properties = new MessageProperties(), Headers = MessageHeaders.Empty, Body = body });
}
