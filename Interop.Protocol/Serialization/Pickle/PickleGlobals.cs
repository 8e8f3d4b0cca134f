using System.Collections.Frozen;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>The allow list: every global that a pickle may name, and the rule for those of the user's own modules.</summary>
internal static class PickleGlobals
{
    /// <summary>Longest module and name together.</summary>
    public const int LongestName = 512;

    // A line a module: its name, then name=tag pairs; a name without a tag has the tag of the line's head.
    private static readonly (PickleTag Tag, string Module, string Names)[] Listed =
    [
        (PickleTag.Inert, "builtins", "object int float bool str list tuple dict memoryview NoneType Ellipsis NotImplemented"),
        (PickleTag.Complex, "builtins", "complex"),
        (PickleTag.Set, "builtins", "set"),
        (PickleTag.FrozenSet, "builtins", "frozenset"),
        (PickleTag.Range, "builtins", "range"),
        (PickleTag.Slice, "builtins", "slice"),
        (PickleTag.Bytes, "builtins", "bytes"),
        (PickleTag.ByteArray, "builtins", "bytearray"),
        (PickleTag.GetAttr, "builtins", "getattr"),
        (PickleTag.TypeOf, "builtins", "type"),
        (PickleTag.CodecsEncode, "_codecs", "encode"),
        (PickleTag.Reconstructor, "copyreg", "_reconstructor"),
        (PickleTag.NewObj, "copyreg", "__newobj__"),
        (PickleTag.NewObjEx, "copyreg", "__newobj_ex__"),
        (PickleTag.Or, "_operator", "or_"),
        (PickleTag.Or, "operator", "or_"),
        (PickleTag.DateTime, "datetime", "datetime"),
        (PickleTag.Date, "datetime", "date"),
        (PickleTag.Time, "datetime", "time"),
        (PickleTag.TimeDelta, "datetime", "timedelta"),
        (PickleTag.TimeZone, "datetime", "timezone tzinfo"),
        (PickleTag.TimeZone, "pytz", "UTC"),
        (PickleTag.ZoneFunction, "pytz", "_UTC _p FixedOffset"),
        (PickleTag.TimeZone, "pytz", "_FixedOffset"),
        (PickleTag.Kept, "dateutil.tz", "_ttinfo _tzfile"),
        (PickleTag.Kept, "dateutil.tz.tz", "_ttinfo _tzfile"),
        (PickleTag.TimeZone, "dateutil.tz", "tzutc tzoffset tzlocal tzfile"),
        (PickleTag.TimeZone, "dateutil.tz.tz", "tzutc tzoffset tzlocal tzfile"),
        (PickleTag.TimeZone, "dateutil.tz._tzfile", "tzfile"),
        (PickleTag.ZoneFunction, "dateutil.tz._tzfile", "_unpickle"), // dateutil 3
        (PickleTag.ZoneFunction, "dateutil.zoneinfo", "gettz"),
        (PickleTag.ZoneFunction, "dateutil.tz", "gettz"),
        (PickleTag.TimeZone, "zoneinfo", "ZoneInfo"),
        (PickleTag.TimeZone, "backports.zoneinfo", "ZoneInfo"),
        (PickleTag.TimeZone, "celery.utils.time", "LocalTimezone"),
        (PickleTag.TimeZone, "celery.utils.timeutils", "LocalTimezone"),
        (PickleTag.Decimal, "decimal", "Decimal"),
        (PickleTag.Decimal, "_pydecimal", "Decimal"),
        (PickleTag.Uuid, "uuid", "UUID"),
        (PickleTag.Fraction, "fractions", "Fraction"),
        (PickleTag.OrderedDict, "collections", "OrderedDict"),
        (PickleTag.DefaultDict, "collections", "defaultdict"),
        (PickleTag.Deque, "collections", "deque"),
        (PickleTag.Kept, "collections", "Counter"),
        (PickleTag.DictLike, "celery.utils.collections", "AttributeDict"),
        (PickleTag.DictLike, "celery.datastructures", "AttributeDict"),
        (PickleTag.TextLike, "celery.states", "state"),
        (PickleTag.Signature, "celery.canvas", "signature subtask maybe_signature"),
        (PickleTag.Kept, "celery.canvas",
            "Signature abstract chain _chain group chord _chord chunks xmap xstarmap _basemap StampingVisitor"),
        (PickleTag.Kept, "celery.result", "AsyncResult GroupResult EagerResult ResultSet"),
        (PickleTag.KeptFunction, "celery.result", "result_from_tuple"),
        (PickleTag.KeptFunction, "celery.backends.base", "unpickle_backend"),
        (PickleTag.KeptFunction, "celery.app.base", "_unpickle_appattr"),
        (PickleTag.KeptFunction, "celery.app.utils", "_unpickle_app _unpickle_app_v2"),
        (PickleTag.KeptFunction, "celery.app.registry", "_unpickle_task _unpickle_task_v2"),
        (PickleTag.KeptFunction, "kombu.abstract", "unpickle_dict"),
        (PickleTag.KeptFunction, "billiard.einfo", "rebuild_exc"),
        (PickleTag.Kept, "billiard.einfo", "ExceptionInfo ExceptionWithTraceback Traceback _Traceback _Frame _Code"),
        (PickleTag.Kept, "billiard.einfo", "_Frame.Code _Truncated"),
        (PickleTag.Exception, "billiard.einfo", "RemoteTraceback"),
        (PickleTag.Kept, "celery.datastructures", "ExceptionInfo"),
        (PickleTag.Exception, "celery.utils.serialization", "UnpickleableExceptionWrapper"),
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopModules =
        PythonNames.NeverUsers.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, FrozenDictionary<string, PickleGlobal>> ByModule = Build();

    /// <summary>The entry of a name in its Python 3 spelling; null when it is refused.</summary>
    public static PickleGlobal? Find(string module, string name, PickleTypeRegistry types)
    {
        if (module.Length + name.Length > LongestName)
        {
            return null;
        }

        if (types.HasReaders && new WireClass(module, name) is var wanted && types.FindReader(wanted) is not null)
        {
            return new PickleGlobal(wanted, PickleTag.Registered);
        }

        if (ByModule.TryGetValue(module, out var names) && names.TryGetValue(name, out var known))
        {
            return known;
        }

        return IsUsersClass(module, name) ? new PickleGlobal(new WireClass(module, name), TagOfUsersClass(module, name)) : null;
    }

    /// <summary>True for a Python identifier.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsDigit(name[0]))
        {
            return false;
        }

        foreach (var unit in name)
        {
            if (unit != '_' && !char.IsLetterOrDigit(unit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a class that nothing else is known of is rather an exception than an enum.</summary>
    public static bool LooksLikeException(WireClass name)
    {
        var module = name.Module.AsSpan(name.Module.LastIndexOf('.') + 1);
        var last = name.Name.AsSpan(name.Name.LastIndexOf('.') + 1);
        if (module is "exceptions" or "errors" or "error" or "exc")
        {
            return true;
        }

        foreach (var ending in PythonNames.ExceptionEndings)
        {
            if (last.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a class is an exception by all that is known of it.</summary>
    public static bool IsException(WireClass name) =>
        ByModule.TryGetValue(name.Module.Length == 0 ? "builtins" : name.Module, out var names)
        && names.TryGetValue(name.Name, out var known)
            ? known.Tag == PickleTag.Exception
            : LooksLikeException(name);

    private static PickleTag TagOfUsersClass(string module, string name) =>
        module is "celery.exceptions" or "kombu.exceptions" or "billiard.exceptions" or "amqp.exceptions"
        || name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Exception", StringComparison.Ordinal)
            ? PickleTag.Exception
            : PickleTag.Unknown;

    // Names are only ever compared and shown, but a pickle that names what data never needs was not made by a friend.
    private static bool IsUsersClass(string module, string name)
    {
        var dot = module.IndexOf('.', StringComparison.Ordinal);
        if (TopModules.Contains(dot < 0 ? module : module.AsSpan(0, dot)))
        {
            return false;
        }

        foreach (var part in module.AsSpan().Split('.'))
        {
            if (!IsIdentifier(module.AsSpan()[part]))
            {
                return false;
            }
        }

        foreach (var part in name.AsSpan().Split('.'))
        {
            var word = name.AsSpan()[part];
            if (!IsIdentifier(word) || !char.IsUpper(word[0]))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenDictionary<string, FrozenDictionary<string, PickleGlobal>> Build()
    {
        var all = Listed
            .Concat(PythonNames.Exceptions.Select(line => (PickleTag.Exception, line.Module, line.Names)))
            .Concat(PythonNames.Enums.Select(line => (PickleTag.Enum, line.Module, line.Names)))
            .SelectMany(line => line.Names.Split(' ').Select(name => new PickleGlobal(new WireClass(line.Module, name), line.Item1)));
        return all.GroupBy(global => global.Class.Module).ToFrozenDictionary(
            module => module.Key,
            module => module.ToFrozenDictionary(global => global.Class.Name, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }
}
