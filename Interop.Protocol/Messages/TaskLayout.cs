using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Where the fields of a v1 task stand in its map. Maps with one shape share it, so that only the first of them is searched.</summary>
internal sealed class TaskLayout
{
    private const int Absent = -1;

    private TaskLayout(ReadOnlySpan<WireValue> keys)
    {
        var headers = new List<(int, HeaderName)>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            IsText &= keys[i].Kind is not (WireKind.LegacyString or WireKind.Bytes);
            var text = keys[i].AsStringOrNull();
            var header = HeaderNames.Find(text);
            if (header is > HeaderName.Unknown and <= HeaderName.Origin)
            {
                headers.Add((i, header));
            }

            _ = text switch
            {
                "task" => Task = i,
                "args" => Args = i,
                "kwargs" => Kwargs = i,
                "utc" => Utc = i,
                "group" => Group = i,
                "taskset" => TaskSet = i,
                "callbacks" => Callbacks = i,
                "errbacks" => Errbacks = i,
                "chord" => Chord = i,
                _ => Absent,
            };
        }

        Headers = [.. headers];
    }

    /// <summary>Where the headers of a v2 message stand.</summary>
    public (int Index, HeaderName Name)[] Headers { get; }

    /// <summary>False when a key is bytes, as a Python 2 sender writes them.</summary>
    public bool IsText { get; } = true;

    public int Task { get; } = Absent;

    public int Args { get; } = Absent;

    public int Kwargs { get; } = Absent;

    public int Utc { get; } = Absent;

    public int Group { get; } = Absent;

    /// <summary>What Celery 3.1 calls the group.</summary>
    public int TaskSet { get; } = Absent;

    public int Callbacks { get; } = Absent;

    public int Errbacks { get; } = Absent;

    public int Chord { get; } = Absent;

    public static TaskLayout Of(WireMap map) => map.Shape is not { } shape
        ? new TaskLayout(map.Keys)
        : shape.Layout as TaskLayout ?? (TaskLayout)(shape.Layout = new TaskLayout(map.Keys));

    /// <summary>The value at a place; None where the field is absent.</summary>
    public static WireValue At(ReadOnlySpan<WireValue> values, int index) => index < 0 ? WireValue.None : values[index];
}
