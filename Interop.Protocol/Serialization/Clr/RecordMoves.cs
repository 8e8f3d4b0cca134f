using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>The short way of a <see cref="RecordBinder{T}"/>: maps that share their keys, moved by compiled methods. It gives what the
/// long way gives, or leaves the value to it.</summary>
/// <remarks>Compiled when a type has been met often enough to be worth it, and not at all where code cannot be made at run time or where
/// the app has changed the serializer's description of the type.</remarks>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class RecordMoves<T>
{
    private const int UsesToCompile = 32;

    private readonly RecordMember[] _members;
    private readonly Dictionary<string, RecordMember> _byName;
    private readonly ClrConverter[] _converters;
    private readonly ConstructorInfo? _constructor;
    private readonly int[] _arguments; // of each parameter of the constructor, which member it is
    private readonly MemberInfo?[] _setters;

    private RecordReader<T>? _reader;
    private Writing? _writer;
    private Plan? _plan;
    private int _readsToCompile = int.MaxValue;
    private int _writesToCompile = int.MaxValue;

    public RecordMoves(
        JsonTypeInfo type, ConstructorInfo? constructor, List<RecordMember> members, Dictionary<string, RecordMember> byName)
    {
        (_members, _byName, _converters) = ([.. members], byName, [.. members.Select(member => member.Converter)]);
        _setters = [.. members.Select(member => member is { Set: not null, Position: < 0 } ? member.Origin : null)];
        _constructor = constructor ?? typeof(T).GetConstructor(Type.EmptyTypes);
        _arguments = new int[constructor?.GetParameters().Length ?? 0];
        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i].Position >= 0)
            {
                _arguments[_members[i].Position] = i;
            }
        }

        if (!RuntimeFeature.IsDynamicCodeCompiled || type.Options.TypeInfoResolver is not DefaultJsonTypeInfoResolver { Modifiers.Count: 0 } resolver
            || resolver.GetType() != typeof(DefaultJsonTypeInfoResolver) || !members.TrueForAll(IsKnown))
        {
            return;
        }

        _writesToCompile = UsesToCompile;
        var hasNoSetters = Array.TrueForAll(_setters, setter => setter is null);
        _readsToCompile = _constructor is not null && (hasNoSetters || !typeof(T).IsValueType) ? UsesToCompile : int.MaxValue;
    }

    /// <summary>The value of a map that shares its keys; false when the long way has to look.</summary>
    public bool TryRead(ClrCodec codec, WireMap map, out T? value)
    {
        if (map.Shape is not { } shape || PlacesOf(shape, uses: 1) is not { } places)
        {
            value = default;
            return false;
        }

        value = _reader!(_converters, codec, map.Values, places);
        return true;
    }

    /// <summary>Adds the values of all rows of a table; false when the long way has to look.</summary>
    public bool TryReadAll(ClrCodec codec, WireTable table, List<T?> items)
    {
        if (!table.TryGetCells(out var cells) || PlacesOf(table.Shape, table.Count) is not { } places)
        {
            return false;
        }

        var width = table.Shape.Keys.Length;
        for (; !cells.IsEmpty; cells = cells[width..])
        {
            items.Add(_reader!(_converters, codec, cells[..width], places));
        }

        return true;
    }

    /// <summary>The map of a value; null when the long way has to make it.</summary>
    public WireMap? TryWrite(ClrCodec codec, T value)
    {
        if (_writer is not { } writer && (writer = CompileWriter()) is null)
        {
            return null;
        }

        var values = new WireValue[writer.Shape.Keys.Length];
        writer.Write(writer.Converters, codec, value, values);
        return new WireMap(writer.Shape, values);
    }

    /// <summary>Where the members stand among the keys of a shape, for the compiled reader; null when there is none, or none for them.</summary>
    private int[]? PlacesOf(WireShape shape, int uses)
    {
        if (_reader is null && !CompileReader(uses))
        {
            return null;
        }

        var plan = _plan;
        if (plan is null || !ReferenceEquals(plan.Keys, shape.Keys) && !IsSame(plan.Keys, shape.Keys))
        {
            _plan = plan = new Plan(shape.Keys, Places(shape.Keys));
        }

        return plan.Places;
    }

    private bool CompileReader(int uses)
    {
        if (_readsToCompile == int.MaxValue || Interlocked.Add(ref _readsToCompile, -uses) > 0)
        {
            return false;
        }

        _reader = RecordCompiler.Reader<T>(_constructor!, _arguments, _setters);
        return true;
    }

    private Writing? CompileWriter()
    {
        if (_writesToCompile == int.MaxValue || Interlocked.Decrement(ref _writesToCompile) > 0)
        {
            return null;
        }

        var written = Array.FindAll(_members, member => member.Get is not null);
        return _writer = new Writing(
            RecordCompiler.Writer<T>(Array.ConvertAll(written, member => member.Origin!)),
            new WireShape(Array.ConvertAll(written, member => member.Key)),
            Array.ConvertAll(written, member => member.Converter));
    }

    /// <summary>Where the members stand among the keys; null when the keys are not each a member of their own, or some are missing.</summary>
    private int[]? Places(WireValue[] keys)
    {
        var places = new int[_members.Length];
        Array.Fill(places, -1);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].AsStringOrNull() is not { } name)
            {
                return null;
            }

            if (_byName.GetValueOrDefault(name) is not { } found)
            {
                continue;
            }

            var at = Array.IndexOf(_members, found);
            if (places[at] >= 0 || found.Position < 0 && _setters[at] is null)
            {
                return null;
            }

            places[at] = i;
        }

        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0 && (_members[i].Position >= 0 || _members[i].IsRequired))
            {
                return null;
            }
        }

        return places;
    }

    // Threads have shapes of their own, but names are one object wherever they are read.
    private static bool IsSame(WireValue[] left, WireValue[] right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!left[i].IsSameText(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    // What the serializer made of a property or field, and the app did not replace.
    private static bool IsKnown(RecordMember member) => member.Origin switch
    {
        PropertyInfo property => (member.Get is null || property.GetMethod is { IsStatic: false })
            && (member.Set is null || member.Position >= 0 || property.SetMethod is { IsStatic: false }),
        FieldInfo { IsStatic: false } field => member.Set is null || member.Position >= 0 || !field.IsInitOnly,
        _ => false,
    };

    private sealed record Writing(RecordWriter<T> Write, WireShape Shape, ClrConverter[] Converters);

    private sealed record Plan(WireValue[] Keys, int[]? Places);
}
