using System.Globalization;
using Interop.Client.Backends;
using Interop.Protocol.Results;

namespace Interop.Client.Tests.Producing;

/// <summary>A backend that keeps what it is told of chords.</summary>
internal sealed class ChordRecorder(bool counts) : IResultBackend, IChordCounter
{
    public List<string> Sizes { get; } = [];

    public List<ResultTuple> Groups { get; } = [];

    public string DisplayUrl => "recorder://";

    public bool IsEnabled => true;

    public bool AllowsChords => true;

    public IChordCounter? Chords => counts ? this : null;

    public ValueTask StartAsync(string groupId, int size, CancellationToken cancellationToken)
    {
        Sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{groupId}={size}"));
        return default;
    }

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken)
    {
        Groups.Add(group);
        return default;
    }

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;

    public ValueTask AddAsync(string groupId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ResultMeta>?> CountAsync(ChordPart part, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask EndAsync(string groupId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ResultMeta> WaitAsync(string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
