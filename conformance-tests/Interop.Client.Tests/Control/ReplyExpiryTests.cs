using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Control;
using Interop.Protocol.Control;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Control;

/// <summary>kombu/pidbox.py, <c>Mailbox._collect</c>: an answer past its expiry is left out.</summary>
public sealed class ReplyExpiryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collect_LeavesOutAnAnswer_ThatIsPastItsExpiry()
    {
        await using var app = CeleryApp.Create(new CeleryOptions { BrokerUrl = "memory://" });
        await using var worker = await app.Broker.ConsumeAsync(
            new ConsumerOptions { Queues = [ControlTopology.Mailbox(app.Options, "w@host")], NoAck = true }, Token);

        var answers = app.Control.BroadcastAsync(
            "ping", null, new ControlCall { Limit = 2, Timeout = TimeSpan.FromMinutes(1) }, Token);
        var asked = (await worker.Deliveries.ReadAsync(Token)).Message;
        var request = ControlRequest.Read(WireJsonReader.ReadDocument(asked.Body.Span));
        Assert.Equal(WireKind.Float, asked.Headers.Extra!["expires"]!.Value.Kind);
        await AnswerAsync(app, request, "late", WireValue.Float(1.5));
        await AnswerAsync(app, request, "never", WireValue.Integer(0));
        await AnswerAsync(app, request, "early", WireValue.Float(99_999_999_999.5));

        Assert.Equal(["never", "early"], (await answers).Select(answer => answer.Node));
    }

    private static async Task AnswerAsync(CeleryApp app, ControlRequest request, string node, WireValue expires) =>
        await app.Broker.PublishAsync(request.ReplyTo!.Exchange, request.ReplyTo.RoutingKey, new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = "application/json",
                ContentEncoding = "utf-8",
                Exchange = request.ReplyTo.Exchange,
                RoutingKey = request.ReplyTo.RoutingKey,
            },
            Headers = new MessageHeaders { Extra = new WireMap().With("ticket", request.Ticket).With("expires", expires) },
            Body = System.Text.Encoding.UTF8.GetBytes($$"""{"{{node}}": "pong"}"""),
        }, Token);
}
