using System.Buffers;
using System.Text;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Tests.Envelopes;

public sealed class EnvelopeFilesAndBooksTests
{
    [Fact]
    public void Message_NamesTimeIdAndQueue()
    {
        var name = FileSystemNames.Message("mail.high", 1234567, new Guid("00000000-0000-4000-8000-000000000001"));

        Assert.Equal("1234567_00000000-0000-4000-8000-000000000001.mail.high.msg", name);
        Assert.Equal("mail.high", FileSystemNames.QueueOf(name));
    }

    [Theory]
    [InlineData("1_id.celery.msg", "celery", true)]
    [InlineData("1_id.x.celery.msg", "x.celery", true)]
    [InlineData("1_id.celery.msg.tmp", null, true)]
    [InlineData("1_id.other.msg", "other", false)]
    [InlineData("1_id.msg", null, false)]
    [InlineData(".celery.msg", null, true)]
    [InlineData("", null, false)]
    public void QueueOf_IsExact_WherePythonLooksAnywhere(string fileName, string? queue, bool pythonTakesItForCelery)
    {
        Assert.Equal(queue, FileSystemNames.QueueOf(fileName));
        Assert.Equal(pythonTakesItForCelery, FileSystemNames.IsTakenByPython(fileName, "celery"));
    }

    [Fact]
    public void Exchange_NamesTheFile() => Assert.Equal("celery.pidbox.exchange", FileSystemNames.Exchange("celery.pidbox"));

    [Fact]
    public void UnackedEntry_IsAnArray_WithTheEnvelopeInside()
    {
        var entry = new UnackedEntry(Encoding.UTF8.GetBytes("{\"body\": \"\"}"), "", "celery");
        var output = new ArrayBufferWriter<byte>();

        entry.Write(output);

        Assert.Equal("[{\"body\": \"\"}, \"\", \"celery\"]", Encoding.UTF8.GetString(output.WrittenSpan));
        var read = UnackedEntry.Read(output.WrittenMemory);
        Assert.Equal(entry.Envelope.ToArray(), read.Envelope.ToArray());
        Assert.Equal(("", "celery"), (read.Exchange, read.RoutingKey));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[\"{}\", \"\", \"q\"]")]
    [InlineData("[{}, 1, \"q\"]")]
    [InlineData("[{}, \"\"]")]
    [InlineData("[{}, \"\", \"q\", 1]")]
    public void UnackedEntry_RefusesWhatIsNone(string json) =>
        Assert.Throws<MessageDecodeException>(() => UnackedEntry.Read(Encoding.UTF8.GetBytes(json)));
}
