using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Collects headers one by one; of a repeated name the last value counts, as in a Python dict.</summary>
internal struct MessageHeadersBuilder
{
    private string? _lang;
    private string? _task;
    private string? _id;
    private string? _shadow;
    private IsoTimestamp? _eta;
    private IsoTimestamp? _expires;
    private string? _group;
    private long? _groupIndex;
    private int? _retries;
    private TimeLimit _timeLimit;
    private string? _rootId;
    private string? _parentId;
    private string? _argsRepr;
    private string? _kwargsRepr;
    private string? _origin;
    private bool? _ignoreResult;
    private int? _replacedTaskNesting;
    private IReadOnlyList<string>? _stampedHeaders;
    private WireMap? _stamps;
    private string? _compression;
    private WireMap? _extra;
    private List<MalformedHeader>? _malformed;
    private uint _seen;

    /// <summary>Id read so far.</summary>
    public readonly string? Id => _id;

    /// <summary>True when the header was there before, so that a null now takes something back.</summary>
    public readonly bool Has(HeaderName name) => (_seen & (1u << (int)name)) != 0;

    /// <summary>True when a header behind <c>id</c> was there before.</summary>
    public readonly bool HasOptions => _seen >> (int)HeaderName.Shadow != 0;

    public void SetExtra(string name, WireValue value) => (_extra ??= new WireMap(2)).Set(name, value);

    public void SetTimeLimit(TimeLimit value)
    {
        See(HeaderName.TimeLimit);
        _timeLimit = value;
    }

    public void Set(HeaderName name, WireValue value)
    {
        See(name);
        switch (name)
        {
            case HeaderName.Lang:
                _lang = WireText.Display(value);
                break;
            case HeaderName.Task:
                _task = Identifier(name, value);
                break;
            case HeaderName.Id:
                _id = Identifier(name, value);
                break;
            case HeaderName.Shadow:
                _shadow = WireText.Display(value);
                break;
            case HeaderName.Eta:
                _eta = Time(name, value);
                break;
            case HeaderName.Expires:
                _expires = Time(name, value);
                KeepNumber(value);
                break;
            case HeaderName.Group:
                _group = Identifier(name, value);
                break;
            case HeaderName.GroupIndex:
                _groupIndex = Integer(name, value);
                break;
            case HeaderName.Retries:
                _retries = Int32(name, value);
                break;
            case HeaderName.TimeLimit:
                _timeLimit = Limit(value);
                break;
            case HeaderName.RootId:
                _rootId = Identifier(name, value);
                break;
            case HeaderName.ParentId:
                _parentId = Identifier(name, value);
                break;
            case HeaderName.ArgsRepr:
                _argsRepr = WireText.Display(value);
                break;
            case HeaderName.KwargsRepr:
                _kwargsRepr = WireText.Display(value);
                break;
            case HeaderName.Origin:
                _origin = WireText.Display(value);
                break;
            case HeaderName.IgnoreResult:
                _ignoreResult = value.IsNone ? null : WireText.IsTruthy(value);
                break;
            case HeaderName.ReplacedTaskNesting:
                _replacedTaskNesting = Int32(name, value);
                break;
            case HeaderName.StampedHeaders:
                _stampedHeaders = Names(value);
                break;
            case HeaderName.Stamps:
                _stamps = Stamps(value);
                break;
            case HeaderName.Compression:
                _compression = Identifier(name, value) is { Length: > 0 } method ? method : null;
                break;
        }
    }

    /// <param name="isTask">True where they belong to a task whose name stands elsewhere.</param>
    public readonly MessageHeaders Build(bool isTask = false)
    {
        // Requests of remote control are no tasks, and have a number where tasks have a time: kombu/pidbox.py, Mailbox._publish.
        if (isTask || _task is not null)
        {
            _extra?.Remove(HeaderNames.Text(HeaderName.Expires));
        }
        else if (_extra?[HeaderNames.Text(HeaderName.Expires)] is not null)
        {
            Forgive(_malformed!, HeaderNames.Text(HeaderName.Expires));
        }

        return Built(_extra is { Count: > 0 } ? _extra : null);
    }

    private readonly MessageHeaders Built(WireMap? extra) => new()
    {
        Lang = _lang,
        Task = _task,
        Id = _id,
        Shadow = _shadow,
        Eta = _eta,
        Expires = _expires,
        Group = _group,
        GroupIndex = _groupIndex,
        Retries = _retries ?? 0,
        TimeLimit = _timeLimit,
        RootId = _rootId,
        ParentId = _parentId,
        ArgsRepr = _argsRepr,
        KwargsRepr = _kwargsRepr,
        Origin = _origin,
        IgnoreResult = _ignoreResult,
        ReplacedTaskNesting = _replacedTaskNesting,
        StampedHeaders = _stampedHeaders,
        Stamps = _stamps,
        Compression = _compression,
        Extra = extra,
        Malformed = _malformed is { Count: > 0 } ? _malformed : null,
    };

    private string? Identifier(HeaderName name, WireValue value) =>
        WireText.TryIdentifier(value, out var text) ? text : Refuse<string>(name, value, "text");

    private IsoTimestamp? Time(HeaderName name, WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                return null;
            case WireKind.DateTime:
                return value.AsDateTime();
            case WireKind.String when IsoTimestamp.TryParse(value.AsString(), out var time):
                return time;
            default:
                Refuse(name, value, "an ISO 8601 time such as 2026-01-02T03:04:05.678901+00:00");
                return null;
        }
    }

    /// <summary>Keeps an expiry that is a number where it came: whether it is one of a task shows only at the end.</summary>
    private void KeepNumber(WireValue value)
    {
        if (value.Kind is WireKind.Integer or WireKind.Float)
        {
            SetExtra(HeaderNames.Text(HeaderName.Expires), value);
        }
        else
        {
            _extra?.Remove(HeaderNames.Text(HeaderName.Expires));
        }
    }

    private long? Integer(HeaderName name, WireValue value)
    {
        if (value.IsNone)
        {
            return null;
        }

        if (WireText.TryInteger(value, out var number))
        {
            return number;
        }

        Refuse(name, value, "an integer");
        return null;
    }

    private int? Int32(HeaderName name, WireValue value)
    {
        if (Integer(name, value) is not { } number)
        {
            return null;
        }

        if (number is >= int.MinValue and <= int.MaxValue)
        {
            return (int)number;
        }

        Refuse(name, value, "an integer of 32 bits");
        return null;
    }

    private TimeLimit Limit(WireValue value)
    {
        // Python takes every false value (0, "", []) for "no limits": worker/request.py Request.__init__.
        if (!WireText.IsTruthy(value))
        {
            return default;
        }

        if (value.Kind is WireKind.List or WireKind.Tuple && value.AsItems() is [var hard, var soft]
            && TrySeconds(hard, out var hardSeconds) && TrySeconds(soft, out var softSeconds))
        {
            return new TimeLimit(hardSeconds, softSeconds);
        }

        Refuse(HeaderName.TimeLimit, value, "[hard, soft] in seconds, each a number or null");
        return default;
    }

    private static bool TrySeconds(WireValue value, out double? seconds)
    {
        seconds = value.Kind is WireKind.Integer or WireKind.Float ? value.AsDouble() : null;
        return value.IsNone || (seconds is { } known && double.IsFinite(known));
    }

    private IReadOnlyList<string>? Names(WireValue value)
    {
        if (value.IsNone)
        {
            return null;
        }

        return value.Kind is WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet
            ? [.. value.AsItems().Select(item => WireText.Display(item) ?? "None")]
            : Refuse<IReadOnlyList<string>>(HeaderName.StampedHeaders, value, "a list of names");
    }

    private WireMap? Stamps(WireValue value)
    {
        if (value.Kind != WireKind.Map)
        {
            return value.IsNone ? null : Refuse<WireMap>(HeaderName.Stamps, value, "a map");
        }

        return value.AsMap() is { Count: > 0 } stamps ? stamps : null;
    }

    private T? Refuse<T>(HeaderName name, WireValue value, string expected)
        where T : class
    {
        Refuse(name, value, expected);
        return null;
    }

    private void Refuse(HeaderName name, WireValue value, string expected) =>
        (_malformed ??= []).Add(new MalformedHeader(HeaderNames.Text(name), value, expected));

    private void See(HeaderName name)
    {
        _seen |= 1u << (int)name;
        if (_malformed is not null)
        {
            Forgive(_malformed, HeaderNames.Text(name));
        }
    }

    // Apart from its caller, which runs for every header: the closure would be allocated at its entry.
    private static void Forgive(List<MalformedHeader> malformed, string name) => malformed.RemoveAll(header => header.Name == name);
}
