using System.Runtime.InteropServices;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleEmitter
{
    private static readonly WireClass CodecsEncode = new("_codecs", "encode");
    private static readonly WireClass DateTimeClass = new("datetime", "datetime");
    private static readonly WireClass DateClass = new("datetime", "date");
    private static readonly WireClass TimeClass = new("datetime", "time");
    private static readonly WireClass TimeDeltaClass = new("datetime", "timedelta");
    private static readonly WireClass TimeZoneClass = new("datetime", "timezone");
    private static readonly WireClass DecimalClass = new("decimal", "Decimal");
    private static readonly WireClass UuidClass = new("uuid", "UUID");
    private static readonly WireClass SignatureFunction = new("celery.canvas", "signature");
    private static readonly WireClass NewObjEx = new("copyreg", "__newobj_ex__");
    private static readonly WireClass Reconstructor = new("copyreg", "_reconstructor");
    private static readonly WireClass Or = new("_operator", "or_");

    private static WireClass Builtin(string name) => new("builtins", name);

    /// <summary>The kinds whose class Python knows.</summary>
    private void Typed(in WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.DateTime:
                DateTime(value.AsDateTime());
                break;
            case WireKind.Date:
                var day = value.AsDate();
                Stamp(DateClass, [(byte)(day.Year >> 8), (byte)day.Year, (byte)day.Month, (byte)day.Day], null);
                break;
            case WireKind.Time:
                Time(value.AsString());
                break;
            case WireKind.TimeDelta:
                var delta = value.AsTimeDelta();
                TimeDelta(delta.Days, delta.Seconds, delta.Microseconds);
                break;
            case WireKind.Decimal:
                Global(DecimalClass);
                BeginTuple(1);
                Text(value.AsString());
                EndTuple(1);
                Op(PickleOpcode.Reduce);
                break;
            case WireKind.Uuid:
                Uuid(value.AsUuid());
                break;
            case WireKind.Complex:
                Global(Builtin("complex"));
                BeginTuple(2);
                Float(value.AsComplex().Real);
                Float(value.AsComplex().Imaginary);
                EndTuple(2);
                Op(PickleOpcode.Reduce);
                break;
            case WireKind.Class:
                Class(value.AsClass());
                break;
            default:
                throw new MessageEncodeException($"A value of kind {value.Kind} cannot be pickled.");
        }
    }

    // type(None) is the one class that goes by another name than its own.
    private void Class(WireClass type)
    {
        if (type is not { Module: "builtins" or "", Name: "NoneType" })
        {
            Global(type);
            return;
        }

        Global(Builtin("type"));
        BeginTuple(1);
        Op(PickleOpcode.None);
        EndTuple(1);
        Op(PickleOpcode.Reduce);
    }

    private void DateTime(IsoTimestamp value)
    {
        var wall = value.WallClock;
        Span<byte> state = stackalloc byte[10];
        (state[0], state[1], state[2], state[3]) = ((byte)(wall.Year >> 8), (byte)wall.Year, (byte)wall.Month, (byte)wall.Day);
        Clock(state[4..], wall.TimeOfDay);
        Stamp(DateTimeClass, state, value.Offset);
    }

    private void Time(string isoText)
    {
        if (!IsoTimestamp.TryParse("1970-01-01T" + isoText, out var value))
        {
            throw new MessageEncodeException($"The time '{isoText}' is no text that time.isoformat gives.");
        }

        Span<byte> state = stackalloc byte[6];
        Clock(state, value.WallClock.TimeOfDay);
        Stamp(TimeClass, state, value.Offset);
    }

    private static void Clock(Span<byte> state, TimeSpan time)
    {
        var micros = (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        (state[0], state[1], state[2]) = ((byte)time.Hours, (byte)time.Minutes, (byte)time.Seconds);
        (state[3], state[4], state[5]) = ((byte)(micros >> 16), (byte)(micros >> 8), (byte)micros);
    }

    // datetime(state) or datetime(state, timezone(timedelta(…)))
    private void Stamp(WireClass type, scoped ReadOnlySpan<byte> state, TimeSpan? offset)
    {
        Global(type);
        var count = offset is null ? 1 : 2;
        BeginTuple(count);
        Bytes(state);
        if (offset is { } given)
        {
            Global(TimeZoneClass);
            BeginTuple(1);
            var delta = PythonTimeDelta.From(given);
            TimeDelta(delta.Days, delta.Seconds, delta.Microseconds);
            EndTuple(1);
            Op(PickleOpcode.Reduce);
        }

        EndTuple(count);
        Op(PickleOpcode.Reduce);
    }

    private void TimeDelta(int days, int seconds, int microseconds)
    {
        Global(TimeDeltaClass);
        BeginTuple(3);
        Integer(days);
        Integer(seconds);
        Integer(microseconds);
        EndTuple(3);
        Op(PickleOpcode.Reduce);
    }

    private void Uuid(Guid value)
    {
        New(UuidClass, []);
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Map(new WireMap(1).With("int", WireValue.Integer(new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true))));
        Op(PickleOpcode.Build);
    }

    // An object, as the values its __reduce_ex__ would give
    private void Object(WireObject given)
    {
        var value = _options.Types.HasWriters && _options.Types.FindWriter(given.Class) is { } write ? write(given) : given;
        if (value.Class.Module == "celery.canvas" && value.Args is [{ Kind: WireKind.Map }])
        {
            Call(SignatureFunction, value.Args);
        }
        else if (value.State.Kind == WireKind.String && value.Args.Count == 0)
        {
            Member(value.Class, value.State.AsString());
            Remember(given);
            return;
        }
        else if (value.Kwargs is { } kwargs)
        {
            NewWithNames(value.Class, value.Args, kwargs);
        }
        else if (value is { Args.Count: 0, State.IsNone: false, Items: null, Pairs: null } && !PickleGlobals.IsException(value.Class))
        {
            New(value.Class, []);
        }
        else
        {
            Call(value.Class, value.Args);
        }

        Remember(given);
        Items(value.Items ?? []);
        if (value.Pairs is { } pairs)
        {
            CheckKeys(pairs);
            Pairs(pairs);
        }

        if (!value.State.IsNone)
        {
            Value(value.State);
            Op(PickleOpcode.Build);
        }
    }

    // getattr(Enum, "NAME"); flags are or_ of several
    private void Member(WireClass type, string names)
    {
        var parts = names.Split('|');
        for (var i = 1; i < parts.Length; i++)
        {
            Global(Or);
            BeginTuple(2);
        }

        for (var i = 0; i < parts.Length; i++)
        {
            Global(Builtin("getattr"));
            BeginTuple(2);
            Global(type);
            Text(parts[i]);
            EndTuple(2);
            Op(PickleOpcode.Reduce);
            if (i > 0)
            {
                EndTuple(2);
                Op(PickleOpcode.Reduce);
            }
        }
    }

    private void Call(WireClass function, IReadOnlyList<WireValue> args)
    {
        Global(function);
        Arguments(args);
        Op(PickleOpcode.Reduce);
    }

    private void Arguments(IReadOnlyList<WireValue> args)
    {
        if (args.Count == 0)
        {
            EmptyTuple();
            return;
        }

        BeginTuple(args.Count);
        foreach (var arg in args)
        {
            Value(arg);
        }

        EndTuple(args.Count);
    }

    private void New(WireClass type, IReadOnlyList<WireValue> args)
    {
        if (_protocol >= 2)
        {
            Global(type);
            Arguments(args);
            Op(PickleOpcode.NewObj);
            return;
        }

        Global(Reconstructor);
        BeginTuple(3);
        Global(type);
        Global(Builtin("object"));
        Op(PickleOpcode.None);
        EndTuple(3);
        Op(PickleOpcode.Reduce);
    }

    private void NewWithNames(WireClass type, IReadOnlyList<WireValue> args, WireMap kwargs)
    {
        if (_protocol < 4)
        {
            Call(NewObjEx, [WireValue.Class(type), WireValue.Tuple(args), kwargs]);
            return;
        }

        Global(type);
        Arguments(args);
        Map(kwargs);
        Op(PickleOpcode.NewObjEx);
    }

    private void Global(WireClass type)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_classes ??= [], type, out var isKnown);
        if (isKnown)
        {
            Get(index);
            return;
        }

        var module = type.Module.Length == 0 ? "builtins" : type.Module;
        if (type.Name.Length == 0 || module.Contains('\n') || type.Name.Contains('\n'))
        {
            throw new MessageEncodeException($"The class '{type}' has a name that no class of Python can have.");
        }

        if (_protocol >= 4)
        {
            Name(module);
            Text(type.Name);
            Op(PickleOpcode.StackGlobal);
        }
        else if (type.Name.Contains('.'))
        {
            Nested(module, type.Name);
        }
        else
        {
            var (oldModule, oldName) = _protocol < 3 ? PythonNames.ToPython2(module, type.Name) : (module, type.Name);
            Op(PickleOpcode.Global);
            Utf8(oldModule);
            Op((byte)'\n');
            Utf8(oldName);
            Op((byte)'\n');
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_classes, type, out _) = Put();
    }

    // getattr(Outer, "Inner"): before protocol 4 a global has no dots
    private void Nested(string module, string name)
    {
        var at = name.LastIndexOf('.');
        Global(Builtin("getattr"));
        BeginTuple(2);
        Global(new WireClass(module, name[..at]));
        Text(name[(at + 1)..]);
        EndTuple(2);
        Op(PickleOpcode.Reduce);
    }
}
