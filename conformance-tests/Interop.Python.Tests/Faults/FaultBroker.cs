using Interop.Client;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Faults;

/// <summary>A broker of a test's own, to be stopped and started at will.</summary>
public abstract class FaultBroker : IAsyncDisposable
{
    public abstract string Url { get; }

    /// <summary>What error messages name it by.</summary>
    public string Address => $"127.0.0.1:{Port}";

    protected abstract int Port { get; }

    /// <summary>Ends it in an orderly way; what is durable is there when it is started again.</summary>
    public abstract Task StopAsync();

    public abstract Task StartAgainAsync();

    /// <summary>Messages that no consumer holds, and those that are held or kept in books for one, where the broker shows them.</summary>
    public abstract Task<long> LeftAsync(string queue);

    /// <summary>Messages that were set aside because nobody can read them.</summary>
    public abstract Task<long> QuarantinedAsync(string queue);

    /// <summary>Puts something into a queue that is no task message, whatever that is on this broker.</summary>
    public abstract Task PublishGarbageAsync(PythonCelery python, string queue, int kind);

    /// <summary>How many kinds of garbage there are.</summary>
    public abstract int KindsOfGarbage { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>A C# producer.</summary>
    public CeleryApp OpenApp(string queue, string? resultBackend = null, TimeSpan? publishTimeout = null) => CeleryApp.Create(new()
    {
        ResultBackend = resultBackend,
        BrokerUrl = Url,
        TaskDefaultQueue = queue,
        PublishTimeout = publishTimeout ?? TimeSpan.FromSeconds(90),
    });

    /// <summary>Sends <c>fault.record</c> (or another task) once per number, many in flight.</summary>
    public static async Task SendAsync(
        CeleryApp app, IEnumerable<int> numbers, CancellationToken cancellationToken, string task = "fault.record")
    {
        foreach (var chunk in numbers.Chunk(500))
        {
            await Task.WhenAll(chunk.Select(async number => await app.SendTaskAsync(task, [number], cancellationToken: cancellationToken)));
        }
    }
}
