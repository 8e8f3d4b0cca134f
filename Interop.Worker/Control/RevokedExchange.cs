using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.State;

namespace Interop.Worker.Control;

/// <summary>What is revoked, as <c>hello</c> carries it: <c>{id: [time, id]}</c>, the time a float of the sender's monotonic clock.</summary>
/// <remarks>Celery: <c>celery.utils.collections.LimitedSet</c>, <c>_data</c> and <c>update</c>. Monotonic clocks of two machines have nothing
/// to do with each other; a time that cannot be one of ours is taken for now, where Python may drop the id at once.</remarks>
internal static class RevokedExchange
{
    public static WireMap ToMap(WorkerRuntime runtime)
    {
        var now = Now(runtime);
        var map = new WireMap();
        foreach (var (id, age) in runtime.State.Revoked.Snapshot())
        {
            map.Set(id, WireValue.List([WireValue.Float(now - age.TotalSeconds), id]));
        }

        return map;
    }

    /// <summary>Takes over what another worker knows; everything that is no id with a time is left out.</summary>
    public static void Merge(WorkerRuntime runtime, WireValue revoked)
    {
        if (!revoked.TryGetMap(out var map) || map.Count == 0)
        {
            return;
        }

        var now = Now(runtime);
        var others = new List<(string, TimeSpan)>();
        foreach (var (id, value) in map)
        {
            var stamp = value.TryGetItems(out var parts) && parts.Count > 0 ? parts[0] : value;
            if (id.AsStringOrNull() is { } text && stamp.Kind is WireKind.Float or WireKind.Integer)
            {
                var age = now - stamp.AsDouble();
                others.Add((text, age >= 0 && age <= RevokedTasks.Lifetime.TotalSeconds ? TimeSpan.FromSeconds(age) : TimeSpan.Zero));
            }
        }

        runtime.State.Revoked.Merge(others);
    }

    private static double Now(WorkerRuntime runtime) =>
        runtime.Clock.Time.GetTimestamp() / (double)runtime.Clock.Time.TimestampFrequency;
}
