using Interop.Testing;
using Interop.Testing.Processes;

namespace Interop.Python.Tests.Interoperability;

/// <summary>The interoperability worker, started as its start contract says.</summary>
public sealed class InteropWorkerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private InteropWorkerProcess(ChildProcess process) => _process = process;

    public string Output => _process.Output;

    public static InteropWorkerProcess Start(IReadOnlyDictionary<string, string?> environment) => new(
        ChildProcess.Start("interop worker", RepositoryRoot.Combine("conformance-tests", "InteropWorker", "run"), [], environment));

    public Task<string> WaitForLineAsync(string text, TimeSpan timeout, CancellationToken cancellationToken) =>
        _process.WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), timeout, $"'{text}'", cancellationToken);

    /// <summary>SIGTERM, without waiting.</summary>
    public void Terminate() => _process.Terminate();

    public Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _process.WaitForExitAsync(timeout, cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
