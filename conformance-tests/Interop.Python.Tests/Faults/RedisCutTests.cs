using System.Globalization;
using Interop.Testing.Faults;

namespace Interop.Python.Tests.Faults;

[Collection("faults")]
public sealed class RedisCutTests() : CutSuite(RedisFaultBroker.StartAsync)
{
    // Scripts are known by the number of their keys: the books' two for settling; for taking, those, one quarantine, four priorities.
    private static readonly Dictionary<string, WireStep> Steps = new WireStep[]
    {
        WireStep.OfText("logging in", "\r\nPING\r\n"),
        WireStep.OfText("declaring a queue", "\r\nSADD\r\n"),
        WireStep.OfText("watching the queues", "\r\nTRACKING\r\n"),
        WireStep.OfText("taking messages", "\r\n$1\r\n7\r\n$7\r\nunacked\r\n"),
        WireStep.OfText("messages taken", "cut.late", isFromServer: true),
        WireStep.OfText("storing a result", "celery-task-meta-"),
        WireStep.OfText("acknowledging", "\r\n$1\r\n2\r\n$7\r\nunacked\r\n"),
        WireStep.OfText("publishing a retry", "\r\nLPUSH\r\n"),
    }.ToDictionary(step => step.Name);

    public static TheoryData<string> Names => [.. Steps.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Worker_LosesNothing_WhenItsConnectionIsCutAt(string step) => CutAsync(step);

    [Theory]
    [InlineData(1)]
    public Task Worker_LosesNothing_WhenItsConnectionsAreCutAnywhere(int seed) => CutAnywhereAsync(seed, cuts: 6, mostBytes: 12_000);

    protected override WireStep Step(string name) => Steps[name];

    protected override string UrlThrough(int port) => $"redis://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/0";
}
