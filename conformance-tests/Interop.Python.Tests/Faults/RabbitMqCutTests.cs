using System.Globalization;
using Interop.Testing.Faults;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

[Collection("faults")]
public sealed class RabbitMqCutTests() : CutSuite(RabbitMqFaultBroker.SharedAsync)
{
    private static readonly Dictionary<string, WireStep> Steps = new WireStep[]
    {
        WireStep.OfAmqp("the broker's greeting", 10, 10, isFromServer: true),
        WireStep.OfAmqp("login", 10, 11),
        WireStep.OfAmqp("opening the virtual host", 10, 40),
        WireStep.OfAmqp("opening a channel", 20, 10),
        WireStep.OfAmqp("declaring an exchange", 40, 10),
        WireStep.OfAmqp("declaring a queue", 50, 10),
        WireStep.OfAmqp("binding a queue", 50, 20),
        WireStep.OfAmqp("setting the prefetch", 60, 10),
        WireStep.OfAmqp("consuming", 60, 20),
        WireStep.OfAmqp("delivery", 60, 60, isFromServer: true),
        WireStep.OfAmqp("acknowledging", 60, 80),
        WireStep.OfAmqp("publishing a retry", 60, 40),
        WireStep.OfAmqp("confirming a retry", 60, 80, isFromServer: true),
    }.ToDictionary(step => step.Name);

    public static TheoryData<string> Names => [.. Steps.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Worker_LosesNothing_WhenItsConnectionIsCutAt(string step) => CutAsync(step);

    [Theory]
    [InlineData(1)]
    public Task Worker_LosesNothing_WhenItsConnectionsAreCutAnywhere(int seed) => CutAnywhereAsync(seed, cuts: 6, mostBytes: 3_000);

    protected override async Task<RedisServer?> ResultStoreAsync() => await RedisServer.StartAsync();

    protected override WireStep Step(string name) => Steps[name];

    protected override string UrlThrough(int port) => $"amqp://guest:guest@127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}//";
}
