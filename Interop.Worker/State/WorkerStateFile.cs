using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;

namespace Interop.Worker.State;

/// <summary>Keeps what is revoked in a file, so that a restarted worker knows it. Written as a whole beside the old one, then put in
/// its place: a crash leaves the old or the new.</summary>
/// <remarks>Celery: <c>--statedb</c>, <c>celery.worker.state.Persistent</c>, which is a shelve of pickles; ours is JSON:
/// <c>{"version": 1, "revoked": {id: Unix time}, "stamps": [[header, value], …]}</c>.</remarks>
internal sealed class WorkerStateFile(WorkerRuntime runtime, string path)
{
    private const int Version = 1;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly JsonContentCodec _codec = new();

    /// <summary>Takes over what the file says. A file that cannot be read is told of and left alone until the next save.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            var document = _codec.Decode(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            if (!document.TryGetMap(out var map) || map["version"] is not { } version || version != Version)
            {
                throw new MessageDecodeException("It is no state of this version.");
            }

            var now = Seconds(runtime.Clock.Now);
            if (map["revoked"] is { } revoked && revoked.TryGetMap(out var ids))
            {
                runtime.State.Revoked.Merge(ids
                    .Where(pair => pair.Key.AsStringOrNull() is not null && pair.Value.Kind is WireKind.Float or WireKind.Integer)
                    .Select(pair => (pair.Key.AsString(), TimeSpan.FromSeconds(Math.Clamp(now - pair.Value.AsDouble(), 0, 1e9)))));
            }

            if (map["stamps"] is { } stamps && stamps.TryGetItems(out var pairs))
            {
                foreach (var pair in pairs)
                {
                    if (pair.TryGetItems(out var parts) && parts is [var header, var value] && header.AsStringOrNull() is { } name)
                    {
                        runtime.State.RevokedStamps.Add(name, [value]);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ProtocolException)
        {
            Log.StateNotRead(runtime.Logger, path, e.Message);
        }
    }

    /// <summary>Writes the state as it is now. Never throws: what cannot be written is told of.</summary>
    /// <param name="begins">Called before the state is looked at: what changes later is not written.</param>
    public async Task SaveAsync(Action? begins = null)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            begins?.Invoke();
            var temporary = path + ".new";
            var content = _codec.Encode(ToMap());
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            await File.WriteAllBytesAsync(temporary, content.Body.ToArray()).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ProtocolException)
        {
            Log.StateNotWritten(runtime.Logger, path, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private WireMap ToMap()
    {
        var now = runtime.Clock.Now;
        var revoked = new WireMap();
        foreach (var (id, age) in runtime.State.Revoked.Snapshot())
        {
            revoked.Set(id, Seconds(now - age));
        }

        return new WireMap()
            .With("version", Version)
            .With("revoked", revoked)
            .With("stamps", WireValue.List([.. runtime.State.RevokedStamps.Snapshot().Select(pair => WireValue.List([pair.Header, pair.Value]))]));
    }

    private static double Seconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).TotalSeconds;
}
