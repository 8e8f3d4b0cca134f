using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Interoperability;

/// <summary>A test in which Python's client calls the tasks of the interoperability worker.</summary>
[Trait(Capabilities.Trait, Capabilities.Interoperability)]
public abstract class InteropTests(InteropFleets fleets, InteropBroker kind) : IAsyncLifetime
{
    private InteropFleet? _fleet;

    protected static TimeSpan Deadline => InteropFleet.Deadline;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected InteropBroker Kind => kind;

    protected InteropFleet Fleet => _fleet!;

    protected PythonCelery Python => Fleet.Python;

    public async ValueTask InitializeAsync() => _fleet = await fleets.GetAsync(kind);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static string NewKey() => $"key-{Guid.NewGuid():N}";

    /// <summary>The name that Python knows a task of the table by.</summary>
    protected static string Named(string task) => $"t.integration.tasks.{task}";

    protected Task<string> SendAsync(string task, string args = "[]", string kwargs = "{}", string options = "{}") =>
        Python.SendTaskAsync(Named(task), args, kwargs, options, Cancellation);

    protected async Task<PythonResult> CallAsync(string task, string args = "[]", string kwargs = "{}", string options = "{}") =>
        await GetAsync(await SendAsync(task, args, kwargs, options));

    protected Task<PythonResult> GetAsync(string id) => Python.GetAsync(id, Deadline, Cancellation);

    /// <summary>What a call returned, as JSON.</summary>
    protected async Task<string> ValueAsync(string task, string args = "[]", string kwargs = "{}", string options = "{}") =>
        JsonOf(await CallAsync(task, args, kwargs, options));

    protected static string JsonOf(PythonResult result) => result.Raised is { } raised
        ? throw new InvalidOperationException($"Python raised {raised.Class}: {raised.Text}")
        : JsonSerializer.Serialize(result.Value);

    /// <summary>The record of a task, once it is in a state.</summary>
    protected Task<JsonElement> InStateAsync(string id, string state) => Eventually.GetAsync(
        () => Python.StateAsync(id, Cancellation), told => told.GetProperty("state").GetString() == state, Deadline, $"state {state}", Cancellation);

    /// <summary>The texts of a list in the Redis of side effects.</summary>
    protected async Task<IReadOnlyList<string>> ListAsync(string key) =>
        [.. (await Fleet.SideEffectsAsync(["LRANGE", key, "0", "-1"], Cancellation)).EnumerateArray().Select(Text)];

    /// <summary>A counter in the Redis of side effects, once it has a value.</summary>
    protected Task<string> CountAsync(string key, string expected) => Eventually.GetAsync(
        async () => await Fleet.SideEffectsAsync(["GET", key], Cancellation) is { ValueKind: JsonValueKind.Object } value ? Text(value) : "",
        value => value == expected, Deadline, $"{key} to be {expected}", Cancellation);

    private static string Text(JsonElement bytes) =>
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bytes.GetProperty("$bytes").GetString()!));
}
