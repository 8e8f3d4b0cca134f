using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Classes and records without a detour over JSON, by the serializer's own description of them. Only for those where nothing
/// but names, constructor and members decides; all others, and all faults, are left to the serializer.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class RecordBinder<T>
{
    private static readonly int Slot = BinderTable.NextSlot();

    private readonly Func<object>? _create;
    private readonly ConstructorInvoker? _constructor;
    private readonly object?[] _defaults;
    private readonly ClrConverter?[] _parameters;
    private readonly List<RecordMember> _members = [];
    private readonly Dictionary<string, RecordMember> _byName;
    private readonly int _required;
    private readonly RecordMoves<T> _moves;

    private RecordBinder(JsonTypeInfo type, ConstructorInfo? constructor)
    {
        _byName = new(type.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        _create = type.CreateObject;
        _constructor = _create is null ? ConstructorInvoker.Create(constructor!) : null;
        var count = _constructor is null ? 0 : constructor!.GetParameters().Length;
        (_defaults, _parameters) = (new object?[count], new ClrConverter?[count]);
        foreach (var property in type.Properties)
        {
            var parameter = _constructor is null ? null : property.AssociatedParameter;
            var converter = ClrConverterFactory.Get(property.PropertyType);
            var member = new RecordMember(
                property.Name, converter, parameter?.Position ?? -1, property.Get, property.Set, property.IsRequired, property.AttributeProvider as MemberInfo);
            _members.Add(member);
            _byName.TryAdd(property.Name, member);
            _required += property.IsRequired ? 1 : 0;
            if (parameter is not null)
            {
                _parameters[parameter.Position] = converter;
                _defaults[parameter.Position] = parameter.HasDefaultValue ? parameter.DefaultValue : null;
            }
        }

        _moves = new RecordMoves<T>(type, _constructor is null ? null : constructor, _members, _byName);
    }

    /// <summary>The binder of a codec for the type; null when the serializer has to do it.</summary>
    // Where only the serializer can do it, the type itself stands in the slot.
    public static RecordBinder<T>? Of(ClrCodec codec) =>
        (codec.Binders.At(Slot) ?? codec.Binders.Set(Slot, (object?)Create(codec.Objects) ?? typeof(T))) as RecordBinder<T>;

    /// <summary>A value by the names of its members; false when it is not one that fits without question.</summary>
    public bool TryRead(ClrCodec codec, WireMap map, out T? value) =>
        _moves.TryRead(codec, map, out value) || TryReadByName(codec, map, out value);

    /// <summary>Adds the values of all rows of a table to a list; false, and nothing added, when each row has to be looked at.</summary>
    public bool TryReadAll(ClrCodec codec, WireTable table, List<T?> items)
    {
        var count = items.Count;
        try
        {
            return _moves.TryReadAll(codec, table, items);
        }
        catch (ValueBindException)
        {
            items.RemoveRange(count, items.Count - count);
            return false;
        }
    }

    /// <summary>A record by the positions of its constructor, as a named tuple is read; false when the type has no such constructor or the
    /// values do not fit it.</summary>
    public bool TryRead(ClrCodec codec, IReadOnlyList<WireValue> items, out T? value)
    {
        value = default;
        if (_constructor is null || items.Count != _parameters.Length || items.Count == 0)
        {
            return false;
        }

        var arguments = new object?[items.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _parameters[i]!.FromWireObject(codec, items[i]);
        }

        value = (T)_constructor.Invoke(arguments.AsSpan())!;
        return true;
    }

    public WireMap Write(ClrCodec codec, T value)
    {
        if (_moves.TryWrite(codec, value) is { } moved)
        {
            return moved;
        }

        var map = new WireMap(_members.Count);
        foreach (var member in _members)
        {
            if (member.Get is { } get)
            {
                map.Add(member.Key, get(value!) is { } item ? member.Converter.ToWireObject(codec, item) : WireValue.None);
            }
        }

        return map;
    }

    private bool TryReadByName(ClrCodec codec, WireMap map, out T? value)
    {
        value = default;
        var arguments = _constructor is null ? [] : (object?[])_defaults.Clone();
        var target = _create?.Invoke();
        List<(RecordMember Member, object? Value)>? late = null;
        var required = 0;
        var keys = map.Keys;
        var values = map.Values;
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].AsStringOrNull() is not { } name)
            {
                return false;
            }

            if (Find(name, i) is not { } member)
            {
                continue;
            }

            required += member.IsRequired ? 1 : 0;
            var read = member.Converter.FromWireObject(codec, values[i]);
            if (member.Position >= 0)
            {
                arguments[member.Position] = read;
            }
            else if (target is not null)
            {
                member.Set?.Invoke(target, read);
            }
            else
            {
                (late ??= []).Add((member, read));
            }
        }

        if (required < _required)
        {
            return false;
        }

        target ??= _constructor!.Invoke(arguments.AsSpan())!;
        if (late is not null)
        {
            foreach (var (member, read) in late)
            {
                member.Set?.Invoke(target, read);
            }
        }

        value = (T)target;
        return true;
    }

    // Members usually come in the order of the type.
    private RecordMember? Find(string name, int position) => position < _members.Count && _members[position].Name == name
        ? _members[position]
        : _byName.GetValueOrDefault(name);

    private static RecordBinder<T>? Create(JsonSerializerOptions options)
    {
        if (options.DefaultIgnoreCondition != JsonIgnoreCondition.Never || options.ReferenceHandler is not null
            || options.UnmappedMemberHandling != JsonUnmappedMemberHandling.Skip || options.RespectNullableAnnotations
            || options.RespectRequiredConstructorParameters || options.IgnoreReadOnlyProperties || options.IgnoreReadOnlyFields)
        {
            return null;
        }

        JsonTypeInfo type;
        try
        {
            type = options.GetTypeInfo(typeof(T));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return null;
        }

        var constructor = type.ConstructorAttributeProvider as ConstructorInfo;
        var isPlain = type is
        {
            Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, UnmappedMemberHandling: null, NumberHandling: null,
            OnDeserializing: null, OnDeserialized: null, OnSerializing: null, OnSerialized: null, PreferredPropertyObjectCreationHandling: null,
        } && (type.CreateObject is not null || constructor is not null);
        if (!isPlain || !type.Properties.All(property => IsPlain(property, options)))
        {
            return null;
        }

        var binder = new RecordBinder<T>(type, constructor);
        return binder._parameters.Contains(null) ? null : binder;
    }

    private static bool IsPlain(JsonPropertyInfo property, JsonSerializerOptions options) =>
        property is { IsExtensionData: false, CustomConverter: null, ShouldSerialize: null, NumberHandling: null, ObjectCreationHandling: null }
        && options.GetConverter(property.PropertyType).GetType().Assembly is var assembly
        && (assembly == typeof(JsonSerializer).Assembly || assembly == typeof(ClrCodec).Assembly);
}
