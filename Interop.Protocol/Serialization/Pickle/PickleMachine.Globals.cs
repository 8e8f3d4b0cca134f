using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleMachine
{
    /// <summary>Opcodes that few pickles hold, and those that none may.</summary>
    private bool Rare(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                _protocol = Byte();
                return _protocol <= PickleOptions.HighestProtocol ? true
                    : throw Fault($"protocol {_protocol} is unknown; 0 to {PickleOptions.HighestProtocol} are read");
            case PickleOpcode.Global:
                PushGlobal(Name(Line()), Name(Line()));
                return true;
            case PickleOpcode.StackGlobal:
                var name = Pop();
                var module = Pop();
                PushGlobal(
                    module.AsStringOrNull() ?? throw Fault("the module is no text"),
                    name.AsStringOrNull() ?? throw Fault("the name is no text"));
                return true;
            case PickleOpcode.Reduce:
                Reduce();
                return true;
            case PickleOpcode.NewObj:
                NewObj();
                return true;
            case PickleOpcode.NewObjEx:
                NewObjEx();
                return true;
            case PickleOpcode.Build:
                Build();
                return true;
            case PickleOpcode.Inst:
                Inst();
                return true;
            case PickleOpcode.Obj:
                Obj();
                return true;
            case PickleOpcode.EmptySet:
                OpenSet();
                return true;
            case PickleOpcode.AddItems:
                AddItems();
                return true;
            case PickleOpcode.FrozenSet:
                FrozenSet();
                return true;
            case PickleOpcode.List:
                var count = PopMark();
                Push(WireValue.List(new List<WireValue>(TakeItems(_top - count, count))));
                return true;
            case PickleOpcode.Dict:
                Dict();
                return true;
            case PickleOpcode.Pop:
                PopAny();
                return true;
            case PickleOpcode.PopMark:
                Drop(PopMark());
                return true;
            case PickleOpcode.Dup:
                Share(_stack[Below(1)]);
                return true;
            case PickleOpcode.Get:
                Fetch(Index());
                return true;
            case PickleOpcode.Put:
                Put(Index());
                return true;
            case PickleOpcode.PersId or PickleOpcode.BinPersId:
                throw Fault("it refers to a persistent object outside of it");
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4:
                throw Fault("it refers to a class by a number of the extension registry");
            case PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw Fault("it refers to a buffer outside of it");
            default:
                return false;
        }
    }

    private void Dict()
    {
        var count = PopMark();
        var map = new WireMap(count / 2);
        map.Merge(Pairs(count));
        Drop(count);
        Container(WireValue.Map(map));
    }

    // POP also takes a mark when that lies on top.
    private void PopAny()
    {
        if (_marks > 0 && _fence == _top)
        {
            PopMark();
        }
        else
        {
            Pop();
        }
    }

    private int Index() => int.TryParse(Line(), System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0
        ? index
        : throw Fault("an index of the memo is no number");

    private readonly string Name(ReadOnlySpan<byte> line) => PickleText.Decode(line) ?? throw Fault("a name is not UTF-8");

    private void PushGlobal(string module, string name)
    {
        var found = Resolve(module, name);
        _special |= found.Tag >= PickleTag.CodecsEncode || found.Tag == PickleTag.Registered;
        Push(WireValue.Class(found.Class, (long)found.Tag));
    }

    private readonly PickleGlobal Resolve(string module, string name)
    {
        if (_protocol < 3 && module.Length + name.Length <= PickleGlobals.LongestName)
        {
            (module, name) = PythonNames.FromPython2(module, name);
        }

        return PickleGlobals.Find(module, name, _options.Types) ?? throw Refuse(new WireClass(module, name), "is not on the allow list");
    }

    private readonly PickleException Refuse(WireClass name, string why)
    {
        var shown = Shown($"{name.Module}.{name.Name}");
        var fault = Fault($"'{shown}' {why}. Register the class in PickleOptions.Types, or send plain data", shown);
        fault.RefusedClass = name;
        return fault;
    }

    private static string Shown(string name)
    {
        const int longest = 120;
        var text = new StringBuilder();
        foreach (var unit in name.AsSpan(0, Math.Min(name.Length, longest)))
        {
            _ = char.IsControl(unit) || char.IsSurrogate(unit) ? text.Append('?') : text.Append(unit);
        }

        return name.Length > longest ? text.Append('…').ToString() : text.ToString();
    }

    /// <summary>Turns what lies on the stack into what it is in the value model, now that the pickle is done with it.</summary>
    private readonly void Settle(Span<WireValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (value.Kind == WireKind.Class && value.Tag >= (long)PickleTag.CodecsEncode)
            {
                throw Refuse(value.AsClass(), "is a function and no data");
            }

            if (value.Kind == WireKind.Object)
            {
                values[i] = (PickleTag)value.Tag switch
                {
                    PickleTag.Uuid => PickleValues.Uuid(value.AsObject().State) ?? throw Fault("a UUID has no value"),
                    PickleTag.Unknown => Guess(value.AsObject()),
                    PickleTag.Registered => _options.Types.FindReader(value.AsObject().Class)!(value.AsObject()),
                    _ => value,
                };
            }
        }
    }

    // An exception and an enum member by its value are pickled alike: a class, called with arguments.
    private static WireValue Guess(WireObject value) =>
        value.Args.Count != 1 || !value.State.IsNone || PickleGlobals.LooksLikeException(value.Class)
            ? WireValue.Exception(value)
            : WireValue.Object(value);
}
