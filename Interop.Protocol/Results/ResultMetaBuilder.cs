using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Collects the keys of a result document in whatever order they come.</summary>
internal struct ResultMetaBuilder
{
    private string? _status;
    private string? _taskId;
    private string? _traceback;
    private IReadOnlyList<ResultTuple>? _children;
    private IsoTimestamp? _dateDone;
    private string? _groupId;
    private string? _parentId;
    private ResultExtension? _extended;
    private WireMap? _extra;

    /// <summary>The raw result; null until it was seen.</summary>
    public ReadOnlyMemory<byte>? ResultJson { get; set; }

    /// <summary>The decoded result of another serializer; null until it was seen.</summary>
    public WireValue? ResultValue { get; set; }

    public void Set(string name, WireValue value)
    {
        switch (name)
        {
            case "status":
                _status = value.AsStringOrNull();
                break;
            case "task_id":
                _taskId = Identifier(value);
                break;
            case "traceback":
                _traceback = WireText.Display(value);
                break;
            case "children":
                _children = value.Kind is WireKind.List or WireKind.Tuple ? ResultTupleCodec.ReadList(value.AsItems()) : null;
                break;
            case "date_done":
                _dateDone = Time(value);
                break;
            case "group_id":
                _groupId = Identifier(value);
                break;
            case "parent_id":
                _parentId = Identifier(value);
                break;
            case "name":
                _extended = (_extended ?? new()) with { Name = WireText.Display(value) };
                break;
            case "args":
                _extended = (_extended ?? new()) with { Args = value };
                break;
            case "kwargs":
                _extended = (_extended ?? new()) with { Kwargs = value };
                break;
            case "worker":
                _extended = (_extended ?? new()) with { Worker = WireText.Display(value) };
                break;
            case "retries":
                _extended = (_extended ?? new()) with { Retries = Number(value) };
                break;
            case "queue":
                _extended = (_extended ?? new()) with { Queue = WireText.Display(value) };
                break;
            default:
                (_extra ??= new WireMap(2)).Set(name, value);
                break;
        }
    }

    public readonly ResultMeta Build()
    {
        var state = new TaskState(_status ?? throw new MessageDecodeException("The result document has no text under the key 'status'."));
        return new ResultMeta
        {
            TaskId = _taskId ?? "",
            Status = state,
            ResultJson = ResultJson ?? ResultMeta.NullJson,
            ResultValue = ResultValue,
            Error = state.IsException ? ReadError() : null,
            Traceback = _traceback,
            Children = _children,
            DateDone = _dateDone,
            GroupId = _groupId,
            ParentId = _parentId,
            Extended = _extended,
            Extra = _extra,
        };
    }

    private readonly RemoteError? ReadError()
    {
        if (ResultValue is { } value)
        {
            return RemoteErrorCodec.Read(value, _traceback);
        }

        return ResultJson is { } json && json.Span[0] == (byte)'{'
            ? RemoteErrorCodec.Read(WireJsonReader.ReadDocument(json.Span), _traceback)
            : null;
    }

    private static string? Identifier(WireValue value) => WireText.TryIdentifier(value, out var text) ? text : null;

    private static int? Number(WireValue value) =>
        WireText.TryInteger(value, out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static IsoTimestamp? Time(WireValue value) => value.Kind switch
    {
        WireKind.DateTime => value.AsDateTime(),
        WireKind.String when IsoTimestamp.TryParse(value.AsString(), out var time) => time,
        _ => null,
    };
}
