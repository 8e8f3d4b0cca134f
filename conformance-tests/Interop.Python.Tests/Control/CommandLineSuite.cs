using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Control;

/// <summary>Python's <c>celery</c> command gets of a C# worker what it gets of a Python one.</summary>
[Trait(Capabilities.Trait, Capabilities.Control)]
public abstract class CommandLineSuite(ControlFleet fleet)
{
    [Fact]
    public async Task Status_ShowsBoth()
    {
        string[] whom = await TakesDestinationsAsync() ? ["-t", "60", "-d", $"{fleet.PythonNode},{fleet.CSharpNode}"] : ["-t", "5"];

        // Without destinations it may be too soon for an answer.
        var (code, output) = await Eventually.GetAsync(
            () => fleet.CeleryAsync(["status", .. whom]), told => told.Output.Contains("2 nodes online", StringComparison.Ordinal),
            ControlFleet.Deadline, "both to answer");

        Assert.Equal(0, code);
        Assert.Matches($"{fleet.PythonNode}: .*OK", output);
        Assert.Matches($"{fleet.CSharpNode}: .*OK", output);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("active")]
    [InlineData("reserved")]
    [InlineData("scheduled")]
    [InlineData("revoked")]
    [InlineData("clock")]
    [InlineData("report")]
    [InlineData("active_queues")]
    [InlineData("query_task", "no-such-task")]
    [InlineData("registered", "rate_limit")]
    public async Task Inspect_AnswersInTheSameShape(params string[] command)
    {
        Assert.SkipUnless(command.Length == 1 || await TakesDestinationsAsync(), "celery inspect took no arguments before Celery 5.1.");
        var (python, csharp) = await fleet.AskAsync("inspect", command);

        Assert.Equal(JsonShape.Of(python), JsonShape.Of(csharp));
    }

    [Fact]
    public async Task Stats_HaveTheSameShape()
    {
        var (python, csharp) = await fleet.AskAsync("inspect", "stats");

        Assert.Equal(Shape(python), Shape(csharp));

        // What was counted so far has a name and a number each.
        static string Shape(JsonElement stats) => string.Join('\n', stats.EnumerateObject()
            .Select(part => $"{part.Name}: {(part.Name == "total" ? "counts" : JsonShape.Of(part.Value))}"));
    }

    [Fact]
    public async Task Conf_HasNamesOfCelery_AndNoSecrets()
    {
        var (python, csharp) = await fleet.AskAsync("inspect", "conf");

        Assert.Equal(python.GetProperty("control_exchange").GetString(), csharp.GetProperty("control_exchange").GetString());
        Assert.Equal(python.GetProperty("broker_url").GetString(), csharp.GetProperty("broker_url").GetString());
        Assert.Equal(python.GetProperty("result_backend").GetString(), csharp.GetProperty("result_backend").GetString());
        Assert.DoesNotContain("guest:guest", csharp.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemSample_AnswersWithASize()
    {
        // Python says null unless psutil is installed.
        var (_, csharp) = await fleet.AskAsync("inspect", "memsample");

        Assert.Matches("^[0-9.]+MB$", csharp.GetString());
    }

    [Theory]
    [InlineData("heartbeat")]
    [InlineData("election", "id", "topic")]
    [InlineData("rate_limit", "tasks.add", "100/s")]
    [InlineData("rate_limit", "no.such.task", "10/s")]
    [InlineData("rate_limit", "tasks.add", "fast")]
    [InlineData("rate_limit", "tasks.add", "1/fortnight")]
    [InlineData("time_limit", "tasks.add", "100", "200")]
    [InlineData("time_limit", "no.such.task", "100", "200")]
    [InlineData("revoke", "id-of-no-task")]
    [InlineData("terminate", "SIGTERM", "id-of-no-task")]
    [InlineData("terminate", "sigterm", "id-of-no-task")]
    [InlineData("pool_restart")]
    [InlineData("autoscale", "3", "1")]
    [InlineData("add_consumer", "another-queue")]
    [InlineData("cancel_consumer", "no-such-queue")]
    public async Task Control_AnswersTheSame(params string[] command)
    {
        var (python, csharp) = await fleet.AskAsync("control", command);

        Assert.Equal(python.GetRawText(), csharp.GetRawText());
    }

    [Fact]
    public async Task Events_AreTurnedOnAndOff()
    {
        foreach (var command in (string[])["enable_events", "disable_events"])
        {
            var (python, csharp) = await fleet.AskAsync("control", command);

            Assert.Equal(JsonShape.Of(python), JsonShape.Of(csharp));
        }
    }

    private static async Task<bool> TakesDestinationsAsync() => (await InstalledCelery.GetAsync()).CommandLineTakesDestinations;
}
