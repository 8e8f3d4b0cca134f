using Interop.Client.Control;
using Interop.Testing;

namespace Interop.Python.Tests.Control;

/// <summary>Remote control goes on when the broker comes back.</summary>
[Trait(Capabilities.Trait, Capabilities.Control)]
public sealed class ControlOutageTests(RabbitMqOutageFleet fleet) : IClassFixture<RabbitMqOutageFleet>
{
    [Fact]
    public async Task Worker_AnswersAgain_AfterTheBrokerWasRestarted()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var before = await fleet.App.Control.Inspect(ControlFleet.To(fleet.CSharpNode)).PingAsync(cancellation);
        Assert.Equal("pong", before[fleet.CSharpNode]);

        var server = await fleet.ServerAsync();
        await server.KillAsync();
        await server.StartAgainAsync(cancellation);

        var call = ControlCall.To(fleet.CSharpNode) with { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(
            async () => (await fleet.App.Control.Inspect(call).PingAsync(cancellation)).ContainsKey(fleet.CSharpNode),
            ControlFleet.Deadline, "the worker to answer again", cancellation);
    }
}
