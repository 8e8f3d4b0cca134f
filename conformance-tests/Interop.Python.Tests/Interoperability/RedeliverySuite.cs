using Interop.Testing.Python;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that give their message back, with and without deduplication.</summary>
public abstract class RedeliverySuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Rejected_ComesAgain_AndGoesOn()
    {
        var ids = await ChainAsync(Fleet, "reject_then_succeed");

        Assert.Equal("\"second-pass\"", JsonOf(await GetAsync(ids)));
    }

    [Fact]
    public async Task StoredSuccess_IsRunAgain_WithoutDeduplication()
    {
        var ids = await ChainAsync(Fleet, "store_success_then_reject");

        Assert.Equal("\"dedup-pass\"", JsonOf(await GetAsync(ids)));
    }

    [Fact]
    public async Task StoredSuccess_IsHandedOn_WithDeduplication()
    {
        await using var fleet = await InteropFleet.StartAsync(
            Kind, """{"worker_deduplicate_successful_tasks": true, "task_acks_late": true}""");
        var callback = Guid.NewGuid().ToString();
        var link = PythonCelery.Signature(Named("identity"), options: $$"""{"task_id": "{{callback}}"}""").ToJsonString();

        var next = await ChainAsync(fleet, "store_success_then_reject");
        await fleet.Python.SendTaskAsync(Named("store_success_then_reject"), options: $$"""{"link": [{{link}}]}""", cancellationToken: Cancellation);

        Assert.Equal("\"first-pass\"", JsonOf(await fleet.Python.GetAsync(next, Deadline, Cancellation)));
        Assert.Equal("\"first-pass\"", JsonOf(await fleet.Python.GetAsync(callback, Deadline, Cancellation)));
        Assert.Equal("\"second-pass\"", JsonOf(
            await fleet.Python.GetAsync(await ChainAsync(fleet, "reject_then_succeed"), Deadline, Cancellation)));
    }

    /// <summary>A task and one that returns its result; the id of the latter.</summary>
    private static async Task<string> ChainAsync(InteropFleet fleet, string task) => (await fleet.Python.ChainAsync(
        [PythonCelery.Signature(Named(task)), PythonCelery.Signature(Named("identity"))], cancellationToken: Cancellation))[1];
}
