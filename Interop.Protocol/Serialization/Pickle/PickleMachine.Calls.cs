using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleMachine
{
    private const int LongestMember = 256;
    private const int ItemSize = 8; // what an item counts beside a character

    // REDUCE: callable, argument tuple -> what the callable gives
    private void Reduce()
    {
        var args = Arguments(Pop());
        var callable = Nested(Pop());
        Push(Call(Callable(callable), (PickleTag)callable.Tag, args));
    }

    // NEWOBJ: class, argument tuple -> instance, made without __init__
    private void NewObj()
    {
        var args = Arguments(Pop());
        var type = Nested(Pop());
        Push(Make(Callable(type), (PickleTag)type.Tag, args, null));
    }

    // NEWOBJ_EX: class, argument tuple, keyword arguments -> instance
    private void NewObjEx()
    {
        var kwargs = Pop();
        var args = Arguments(Pop());
        var type = Pop();
        Push(Make(Callable(type), (PickleTag)type.Tag, args, kwargs.Kind == WireKind.Map ? kwargs.AsMap()
            : throw Fault("keyword arguments are no dict")));
    }

    // INST: mark, arguments, and the class by name -> instance
    private void Inst()
    {
        var found = Resolve(Name(Line()), Name(Line()));
        var count = PopMark();
        Push(Instance(found.Class, found.Tag, TakeItems(_top - count, count)));
    }

    // OBJ: mark, class, arguments -> instance
    private void Obj()
    {
        var count = PopMark();
        if (count == 0)
        {
            throw Fault("a class is needed and there is none");
        }

        var args = TakeItems(_top - count + 1, count - 1);
        var type = Pop();
        Push(Instance(Callable(type), (PickleTag)type.Tag, args));
    }

    // Old-style classes of Python 2: without arguments __init__ is not run.
    private WireValue Instance(WireClass type, PickleTag tag, WireValue[] args)
    {
        if (tag >= PickleTag.CodecsEncode)
        {
            throw Refuse(type, "is a function and has no instances");
        }

        return args.Length == 0 && tag != PickleTag.Exception ? Make(type, tag, args, null) : Call(type, tag, args);
    }

    private readonly IReadOnlyList<WireValue> Arguments(WireValue args) =>
        args.Kind == WireKind.Tuple ? args.AsItems() : throw Fault("arguments are no tuple");

    private readonly WireClass Callable(WireValue callable)
    {
        if (callable.Kind == WireKind.Class)
        {
            return callable.AsClass();
        }

        throw callable.Kind is WireKind.Object or WireKind.Exception
            ? Refuse(callable.AsObject().Class, "is data here and cannot be called")
            : Fault($"a value of kind {callable.Kind} cannot be called");
    }

    private WireValue Call(WireClass type, PickleTag tag, IReadOnlyList<WireValue> args)
    {
        switch (tag)
        {
            case PickleTag.Inert or PickleTag.DictLike or PickleTag.TextLike:
                throw Refuse(type, "may be named but not called");
            case PickleTag.Unknown:
                _special = true;
                return Kept(type, tag, args);
            case PickleTag.Exception:
                return WireValue.Exception(new WireObject { Class = type, Args = args }, (long)tag);
            case PickleTag.Enum:
                return args.Count == 1 ? Kept(type, PickleTag.Finished, args)
                    : throw Refuse(type, $"is an enum and is called with {args.Count} arguments");
            case PickleTag.Kept or PickleTag.TimeZone or PickleTag.Registered or PickleTag.KeptFunction:
                return Kept(type, tag, args);
            case PickleTag.ZoneFunction or PickleTag.ZoneUnpickle:
                return Kept(type, PickleTag.TimeZone, tag == PickleTag.ZoneUnpickle ? args.Take(1).ToArray() : args);
            case PickleTag.Signature:
                return Kept(type with { Name = "Signature" }, PickleTag.Kept, args);
            case PickleTag.Reconstructor:
                return Reconstruct(args);
            case PickleTag.NewObj:
                Copy(ItemSize * (long)args.Count);
                return args is [{ Kind: WireKind.Class } made, ..]
                    ? Make(made.AsClass(), (PickleTag)made.Tag, args.Skip(1).ToArray(), null)
                    : throw Refuse(type, "is called without a class");
            case PickleTag.NewObjEx:
                return args is [{ Kind: WireKind.Class } of, { Kind: WireKind.Tuple } given, { Kind: WireKind.Map } named]
                    ? Make(of.AsClass(), (PickleTag)of.Tag, given.AsItems(), named.AsMap())
                    : throw Refuse(type, "is called without a class");
            case PickleTag.ObjectNew:
                return args is [{ Kind: WireKind.Class } only]
                    ? Make(only.AsClass(), (PickleTag)only.Tag, [], null)
                    : throw Refuse(type, "is called without a class");
            case PickleTag.GetAttr:
                return Attribute(type, args);
            case PickleTag.Or:
                return Combine(type, args);
            case PickleTag.TypeOf:
                return args is [{ Kind: WireKind.None }]
                    ? WireValue.Class(new WireClass("builtins", "NoneType"))
                    : throw Refuse(type, "is called with more than None");
            default:
                return Known(type, tag, args);
        }
    }

    private WireValue Known(WireClass type, PickleTag tag, IReadOnlyList<WireValue> args)
    {
        for (var i = 0; i < Math.Min(args.Count, 3); i++)
        {
            Copy(SizeOf(args[i]));
        }

        try
        {
            return PickleValues.Make(type, tag, args) is { } value ? Counted(value)
                : throw Refuse(type, "is called with arguments that it is never pickled with");
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw Fault("a datetime has a time zone that this machine's database does not hold", null, e);
        }
    }

    private static long SizeOf(WireValue value) => value.Kind switch
    {
        WireKind.String => value.AsString().Length,
        WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString => value.AsBytes().Length,
        WireKind.Tuple when value.AsItems() is [_, { IsSequence: true } digits, _] => ItemSize * (digits.AsItems().Count + 3L),
        WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet => ItemSize * (long)value.AsItems().Count,
        _ => 1,
    };

    // A pickler converts each text and list once. Whoever fetches one from the memo to convert it again and again wants to fill our memory.
    private void Copy(long size)
    {
        _copied += size;
        if (_copied > 32 * 1024 + (long)ItemSize * _pickle.Length)
        {
            throw Fault("the same text or list is converted again and again");
        }
    }

    private WireValue Make(WireClass type, PickleTag tag, IReadOnlyList<WireValue> args, WireMap? kwargs)
    {
        switch (tag)
        {
            case PickleTag.Kept or PickleTag.TimeZone or PickleTag.Registered:
                return Kept(type, tag, args, kwargs);
            case PickleTag.Unknown or PickleTag.Exception when kwargs is not null:
                throw Refuse(type, "is made with keyword arguments");
            case PickleTag.Unknown:
                return args.Count > 0 ? Kept(type, PickleTag.Finished, args)
                    : throw Refuse(type, "has an instance with a state of its own");
            case PickleTag.Uuid when args.Count == 0:
                _special = true;
                return Kept(type, tag, args);
            case PickleTag.DictLike when args.Count == 0:
                _containers++;
                return WireValue.Map(new WireMap());
            case PickleTag.TextLike when args is [{ Kind: WireKind.String } text]:
                return text;
            case >= PickleTag.CodecsEncode:
                throw Refuse(type, "is a function and has no instances");
            default:
                return Call(type, tag, args);
        }
    }

    // copyreg._reconstructor(cls, base, state): how protocols 0 and 1 make instances
    private WireValue Reconstruct(IReadOnlyList<WireValue> args)
    {
        if (args is not [{ Kind: WireKind.Class } type, { Kind: WireKind.Class } parent, var state])
        {
            throw Refuse(new WireClass("copyreg", "_reconstructor"), "is called without a class");
        }

        var tag = (PickleTag)type.Tag;
        return (parent.AsClass(), state.Kind) switch
        {
            ({ Module: "builtins", Name: "object" }, WireKind.None) => Make(type.AsClass(), tag, [], null),
            ({ Module: "datetime", Name: "tzinfo" }, WireKind.Object) => Make(type.AsClass(), tag, [], null),
            ({ Module: "builtins", Name: "tuple" }, WireKind.Tuple) => Make(type.AsClass(), tag, state.AsItems(), null),
            ({ Module: "builtins", Name: "dict" }, WireKind.Map) when tag == PickleTag.DictLike => state,
            ({ Module: "builtins", Name: "str" }, WireKind.String) when tag == PickleTag.TextLike => state,
            ({ Module: "builtins", Name: "dict" }, WireKind.Map) when tag is PickleTag.Kept or PickleTag.Registered =>
                Kept(type.AsClass(), tag, [], null, state.AsMap()),
            _ => throw Refuse(type.AsClass(), $"is made out of a {parent.AsClass().Name}"),
        };
    }

    // getattr(Enum, "MEMBER"), and the two functions that Python reaches in no other way
    private WireValue Attribute(WireClass function, IReadOnlyList<WireValue> args)
    {
        if (args is not [var owner, { Kind: WireKind.String } given] || Nested(owner) is not { Kind: WireKind.Class } of)
        {
            throw Refuse(function, "is called with something else than a class");
        }

        var (type, name) = (of.AsClass(), given.AsString());
        if (name == "_unpickle" && type is { Module: "zoneinfo" or "backports.zoneinfo", Name: "ZoneInfo" })
        {
            return WireValue.Class(type, (long)PickleTag.ZoneUnpickle);
        }

        if (name == "__new__" && type is { Module: "builtins", Name: "object" })
        {
            return WireValue.Class(new WireClass("builtins", "object.__new__"), (long)PickleTag.ObjectNew);
        }

        return (PickleTag)of.Tag is PickleTag.Unknown or PickleTag.Enum && name.Length <= LongestMember && PickleGlobals.IsIdentifier(name) && name[0] != '_'
            ? WireValue.Object(new WireObject { Class = type, State = name }, (long)PickleTag.Finished)
            : throw Refuse(new WireClass($"{function}({type.Module}.{type.Name}", $"{name})"), "is no member of an enum");
    }

    // Below protocol 4 a class inside of a class is getattr(Outer, "Inner"), which looks like a member of an enum until it is called.
    private WireValue Nested(WireValue value)
    {
        if (value.Kind != WireKind.Object || (PickleTag)value.Tag != PickleTag.Finished
            || value.AsObject() is not { Args.Count: 0, State.Kind: WireKind.String } member)
        {
            return value;
        }

        Copy(member.Class.Name.Length + member.State.AsString().Length);
        if (PickleGlobals.Find(member.Class.Module, $"{member.Class.Name}.{member.State.AsString()}", _options.Types) is not { } found)
        {
            return value;
        }

        return WireValue.Class(found.Class, (long)found.Tag);
    }

    // or_(Flag.B, Flag.A): flags by name, as Python 3.11 writes them
    private WireValue Combine(WireClass function, IReadOnlyList<WireValue> args)
    {
        if (args is [{ Kind: WireKind.Object } left, { Kind: WireKind.Object } right]
            && left.AsObject() is { Args.Count: 0, State.Kind: WireKind.String } first
            && right.AsObject() is { Args.Count: 0, State.Kind: WireKind.String } second
            && first.Class == second.Class)
        {
            Copy(first.State.AsString().Length + second.State.AsString().Length);
            return WireValue.Object(
                new WireObject { Class = first.Class, State = $"{first.State.AsString()}|{second.State.AsString()}" },
                (long)PickleTag.Finished);
        }

        throw Refuse(function, "is called with something else than flags of one enum");
    }

    // BUILD: object, state -> the object with that state
    private void Build()
    {
        var at = Below(2);
        Contents(at + 1, 1);
        var state = Pop();
        var target = _stack[at];
        var value = Open(target, "given a state");
        switch ((PickleTag)target.Tag)
        {
            case PickleTag.Uuid:
                value.SetState(state);
                _stack[at] = PickleValues.Uuid(state) ?? throw Refuse(value.Class, "is given a state that it never has");
                break;
            case PickleTag.Unknown when state.Kind != WireKind.Map:
                throw Refuse(value.Class, "is given a state that no exception has");
            case PickleTag.Finished:
                throw Refuse(value.Class, "has an instance with a state of its own");
            default:
                value.SetState(state);
                break;
        }
    }

    private WireValue Kept(
        WireClass type, PickleTag tag, IReadOnlyList<WireValue> args, WireMap? kwargs = null, WireMap? pairs = null)
    {
        _containers++;
        _special |= tag == PickleTag.Registered;
        return WireValue.Object(new WireObject { Class = type, Args = args, Kwargs = kwargs, Pairs = pairs }, (long)tag);
    }

    private WireValue Counted(WireValue value)
    {
        _containers++;
        if (value.IsSet)
        {
            var members = Members((WireValue[])value.AsItems());
            return value.Kind == WireKind.Set ? WireValue.Set(members) : WireValue.FrozenSet(members);
        }

        return value;
    }
}
