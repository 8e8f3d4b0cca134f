using System.Text;
using Interop.Protocol.Inspection;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Inspection;

public sealed class MessageInspectorTests
{
    // A v1 task in pickle protocol 2, as a Celery of Python 3 wrote it.
    private const string SeedBody =
        "gAJ9cQAoWAQAAAB0YXNrcQFYGAAAAHRlc3RfY2VsZXJ5LmFkZF90b2dldGhlcnECWAIAAABpZHEDWCQAAAA2NmQ1YTg2Yi0xZDM5LTRjODgtYmM5OC0yYzE4YjJjOThh"
        + "MjFxBFgEAAAAYXJnc3EFSwlLKoZxBlgGAAAAa3dhcmdzcQd9cQhYBwAAAHJldHJpZXNxCUsAWAMAAABldGFxCk5YBwAAAGV4cGlyZXNxC05YAwAAAHV0Y3EMiFgJAAAA"
        + "Y2FsbGJhY2tzcQ1OWAgAAABlcnJiYWNrc3EOTlgJAAAAdGltZWxpbWl0cQ9OToZxEFgHAAAAdGFza3NldHERTlgFAAAAY2hvcmRxEk51Lg==";

    private static readonly InspectionOptions Options =
        InspectionOptions.Default with { Serializers = ContentCodecRegistry.Default.With(new PickleContentCodec()) };

    [Fact]
    public void PickledTask_IsShownAndRun_WherePickleIsAllowed()
    {
        var found = Inspect(Envelope(SeedBody), InspectionTransport.Redis, Options with { Allow = ["pickle"] });

        Assert.Equal((InspectionKind.Task, 1, InspectionVerdict.Run), (found.Kind, found.Protocol, found.Verdict));
        Assert.Equal("test_celery.add_together", found.Task);
        Assert.Equal("66d5a86b-1d39-4c88-bc98-2c18b2c98a21", found.Id);
        Assert.Equal(WireValue.Tuple([9, 42]), found.Args);
        Assert.Equal(WireValue.Map(new WireMap()), found.Kwargs);
        Assert.Null(found.Error);
    }

    [Fact]
    public void PickledTask_IsNotEvenDecoded_WherePickleIsNotAllowed()
    {
        var found = Inspect(Envelope(SeedBody), InspectionTransport.Redis, Options);

        Assert.Equal(InspectionVerdict.Refuse, found.Verdict);
        Assert.Contains("ContentDisallowed", found.Reason, StringComparison.Ordinal);
        Assert.Null(found.Args);
        Assert.NotNull(found.Error);
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR.", "os.system('true',)", InspectionVerdict.Reject)]
    [InlineData("(dS'task'\nS't'\nsS'id'\nS'1'\nsS'args'\n(cos\nsystem\n(S'true'\ntRtsS'kwargs'\n(ds.", "os.system('true',)", InspectionVerdict.Run)]
    [InlineData("cos\nsystem\n(S'true'\ntR0(dS'task'\nS't'\nsS'id'\nS'1'\nsS'args'\n(tsS'kwargs'\n(ds.", "os.system", InspectionVerdict.Run)]
    [InlineData("(cos\nsystem\ncbuiltins\neval\n(S'1'\ntR", "os.system, builtins.eval", InspectionVerdict.Lose)]
    [InlineData("cbuiltins\neval\n(S'len'\ntR(S'abc'\ntR.", "builtins.eval", InspectionVerdict.Run)]
    public void Pickle_ThatNamesACall_IsNotShown_AndItsReasonSaysLoudlyWhatPythonRuns(string pickle, string named, InspectionVerdict verdict)
    {
        var found = Inspect(Encoding.ASCII.GetBytes(pickle), InspectionTransport.Body, Options with { Allow = ["pickle"] }, PickleContentCodec.MimeType);

        Assert.Equal(verdict, found.Verdict);
        Assert.StartsWith($"LOADING THIS PICKLE RUNS WHAT IT NAMES: Python imports and calls {named} while", found.Reason, StringComparison.Ordinal);
        Assert.Contains("is not on the allow list", found.Error, StringComparison.Ordinal);
        Assert.Null(found.Args);
        Assert.Null(found.Value);
    }

    [Fact]
    public void Pickle_ThatNamesACall_IsRefusedLikeAnyOther_WherePickleIsNotAllowed()
    {
        var found = Inspect("cos\nsystem\n(S'true'\ntR."u8.ToArray(), InspectionTransport.Body, Options, PickleContentCodec.MimeType);

        Assert.Equal(InspectionVerdict.Refuse, found.Verdict);
        Assert.DoesNotContain("RUNS", found.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"class": "Mailer", "jid": "b4a5", "args": [1], "created_at": 1}""", "Sidekiq")]
    [InlineData("""{"queue_name": "q", "actor_name": "a", "args": [], "kwargs": {}, "options": {}, "message_id": "1"}""", "Dramatiq")]
    [InlineData("""{"UUID": "1", "Name": "add", "RoutingKey": "q", "Args": [{"Type": "int64", "Value": 1}]}""", "machinery")]
    [InlineData("""{"schemaVersion": 1, "id": "1", "task": "t.add", "args": "WzFd", "contentType": "application/json"}""", "DotCelery")]
    [InlineData("""{"task": "t.add", "id": "1", "args": [1], "kwargs": {}}""", "without kombu's envelope")]
    [InlineData("""[[1], {}, {}]""", "v2 task without headers")]
    [InlineData("""{"body": "W10=", "headers": {}, "content_type": "application/json"}""", "misnamed")]
    public void LookAlike_IsNamed_AndEndsTheWorker(string raw, string expected)
    {
        var found = Inspect(Encoding.UTF8.GetBytes(raw), InspectionTransport.Redis, Options);

        Assert.Equal((InspectionKind.Unknown, InspectionVerdict.Die), (found.Kind, found.Verdict));
        Assert.Contains(expected, found.Reason, StringComparison.Ordinal);
        Assert.NotNull(found.Error);
    }

    [Theory]
    [InlineData("""{"hostname": "w@h", "timestamp": 1.5, "type": "worker-online", "clock": 1}""", InspectionKind.Event)]
    [InlineData("""[{"hostname": "w@h", "timestamp": 1.5, "type": "task-sent", "uuid": "1"}]""", InspectionKind.Event)]
    [InlineData("""{"method": "ping", "arguments": {}, "destination": null}""", InspectionKind.Control)]
    [InlineData("""{"task_id": "1", "status": "SUCCESS", "result": 5, "traceback": null, "children": []}""", InspectionKind.Result)]
    public void Body_IsRecognised(string body, InspectionKind expected)
    {
        var found = Inspect(Encoding.UTF8.GetBytes(body), InspectionTransport.Body, Options);

        Assert.Equal((expected, InspectionVerdict.Run), (found.Kind, found.Verdict));
    }

    [Theory]
    [InlineData("""{"status": "FAILURE", "result": {"exc_type": "ValueError", "exc_message": ["x"]}, "task_id": "1"}""", InspectionVerdict.Run)]
    [InlineData("""{"status": "FAILURE", "result": "text", "task_id": "1"}""", InspectionVerdict.Reject)]
    [InlineData("""{"result": [["g", null], []]}""", InspectionVerdict.Run)]
    [InlineData("""[1, "id", "SUCCESS", 5]""", InspectionVerdict.Run)]
    [InlineData("{", InspectionVerdict.Lose)]
    [InlineData("5", InspectionVerdict.Reject)]
    public void Result_IsJudgedAsItsReaderWould(string document, InspectionVerdict expected)
    {
        var found = Inspect(Encoding.UTF8.GetBytes(document), InspectionTransport.Result, Options);

        Assert.Equal((InspectionKind.Result, expected), (found.Kind, found.Verdict));
    }

    [Fact]
    public void Expiry_IsTold_WhenThePresentIsKnown()
    {
        var headers = new WireMap().With("task", "t").With("id", "1").With("expires", "2026-01-02T03:04:05+00:00");
        var source = new InspectionSource { Transport = InspectionTransport.Body, Raw = "[[], {}, {}]"u8.ToArray(), Headers = headers };

        var found = new MessageInspector(Options with { Now = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) }).Inspect(source);

        Assert.Equal(InspectionVerdict.Run, found.Verdict);
        Assert.Contains("REVOKED", found.Reason, StringComparison.Ordinal);
    }

    private static byte[] Envelope(string body) => Encoding.UTF8.GetBytes(
        """
        {"content-encoding": "binary", "content-type": "application/x-python-serialize", "headers": {},
         "properties": {"delivery_tag": "1", "delivery_info": {"exchange": "", "routing_key": "celery"}, "body_encoding": "base64"},
        """
        + $"\"body\": \"{body}\"}}");

    private static Protocol.Inspection.Inspection Inspect(
        byte[] raw, InspectionTransport transport, InspectionOptions options, string? contentType = null) =>
        new MessageInspector(options).Inspect(new() { Transport = transport, Raw = raw, ContentType = contentType });
}
