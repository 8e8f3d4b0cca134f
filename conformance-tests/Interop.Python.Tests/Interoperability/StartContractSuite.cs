using System.Text.Json;

namespace Interop.Python.Tests.Interoperability;

/// <summary>How the interoperability worker is started, shown and stopped.</summary>
public abstract class StartContractSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Settings_AreShown_WhateverTheyMeanHere()
    {
        await using var fleet = await InteropFleet.StartAsync(Kind, """
            {
              "worker_hijack_root_logger": false, "worker_log_color": false, "accept_content": ["json"], "enable_utc": true, "timezone": "UTC",
              "broker_heartbeat": 0, "result_extended": true, "cassandra_servers": ["localhost"], "made_up": 1
            }
            """);

        var shown = await fleet.InspectAsync("conf", Cancellation);

        Assert.False(shown.GetProperty("worker_hijack_root_logger").GetBoolean());
        Assert.False(shown.GetProperty("worker_log_color").GetBoolean());
        Assert.Equal("""["json"]""", JsonSerializer.Serialize(shown.GetProperty("accept_content")));
        Assert.Equal(("UTC", true, 0), (
            shown.GetProperty("timezone").GetString(), shown.GetProperty("enable_utc").GetBoolean(), shown.GetProperty("broker_heartbeat").GetDouble()));
        Assert.Equal("""["localhost"]""", JsonSerializer.Serialize(shown.GetProperty("cassandra_servers")));
        Assert.Equal(1, shown.GetProperty("made_up").GetInt32());
        Assert.Equal("""["t.integration.tasks"]""", JsonSerializer.Serialize(shown.GetProperty("include")));
        Assert.All((string[])["broker_url", "result_backend", "deprecated_settings"], name => Assert.True(shown.TryGetProperty(name, out _)));

        var id = await fleet.Python.SendTaskAsync(Named("add"), "[1, 2]", cancellationToken: Cancellation);
        await fleet.Python.GetAsync(id, Deadline, Cancellation);
        var record = await fleet.Python.CallAsync("result", new() { ["task_id"] = id }, Cancellation);
        Assert.Equal((Named("add"), fleet.NodeName), (record.GetProperty("name").GetString(), record.GetProperty("worker").GetString()));
    }

    [Fact]
    public async Task Terminated_FinishesItsTask_AndGivesTheRestBack()
    {
        await using var fleet = await InteropFleet.StartAsync(Kind);
        var first = await fleet.Python.SendTaskAsync(Named("sleeping"), "[3]", cancellationToken: Cancellation);
        var second = await fleet.Python.SendTaskAsync(Named("sleeping"), "[3]", cancellationToken: Cancellation);
        await fleet.Worker.WaitForLineAsync(second, Deadline, Cancellation);

        fleet.Worker.Terminate();
        var code = await fleet.Worker.WaitForExitAsync(Deadline, Cancellation);

        Assert.True(code == 0, fleet.Worker.Output);
        Assert.Equal("SUCCESS", (await fleet.Python.StateAsync(first, Cancellation)).GetProperty("state").GetString());
        Assert.Equal("PENDING", (await fleet.Python.StateAsync(second, Cancellation)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Expired_IsRevoked_WhenItsTurnComes()
    {
        await using var fleet = await InteropFleet.StartAsync(Kind);
        // Twice: RabbitMQ drops what expires in its queue, so the task must be here by then, whatever waits before it.
        foreach (var _ in (int[])[1, 2])
        {
            await fleet.Python.SendManyAsync(Named("sleeping"), "[[1], [1], [1], [1]]", cancellationToken: Cancellation);
            var id = await fleet.Python.SendTaskAsync(Named("add"), "[1, 2]", options: """{"expires": 1}""", cancellationToken: Cancellation);

            var result = await fleet.Python.GetAsync(id, Deadline, Cancellation);

            Assert.Equal(("REVOKED", "expired"), (result.State, result.Raised?.Text));
        }
    }

    [Fact]
    public async Task Revoked_IsNotRun_ThoughItIsTheNext()
    {
        await using var fleet = await InteropFleet.StartAsync(Kind);
        // Long enough for the revoke to be there first, on a busy machine too.
        await fleet.Python.SendTaskAsync(Named("sleeping"), "[12]", cancellationToken: Cancellation);
        var id = await fleet.Python.SendTaskAsync(Named("add"), "[1, 2]", cancellationToken: Cancellation);
        await fleet.Worker.WaitForLineAsync(id, Deadline, Cancellation);

        await fleet.Python.CallAsync("revoke", new() { ["task_id"] = id }, Cancellation);

        Assert.Equal("REVOKED", (await fleet.Python.GetAsync(id, Deadline, Cancellation)).State);
        await fleet.Worker.WaitForLineAsync($"Discarding revoked task: {Named("add")}[{id}]", Deadline, Cancellation);
    }
}
