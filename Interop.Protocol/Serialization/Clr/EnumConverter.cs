using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>An enum by name (or <see cref="JsonStringEnumMemberNameAttribute"/>), read in any case, as snake_case, or by number.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class EnumConverter<T> : ClrConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, string> _names = [];
    private readonly Dictionary<string, T> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _loose = new(StringComparer.OrdinalIgnoreCase);

    public EnumConverter()
    {
        foreach (var member in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var value = (T)member.GetValue(null)!;
            var name = member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member.Name;
            _names.TryAdd(value, name);
            _exact.TryAdd(name, value);
            _loose.TryAdd(Loose(name), value);
            _loose.TryAdd(Loose(member.Name), value);
        }
    }

    public override T Read(ClrCodec codec, ref WireJsonReader reader)
    {
        switch (reader.TokenType)
        {
            case WireJsonToken.String:
                return TryParse(reader.GetString()!, out var value)
                    ? value
                    : throw Mismatch(reader, $"the names are {string.Join(", ", _exact.Keys)}");
            case WireJsonToken.Integer:
                try
                {
                    var number = Convert.ChangeType(reader.GetDecimalOrOverflow(), Enum.GetUnderlyingType(typeof(T)), null);
                    return (T)Enum.ToObject(typeof(T), number!);
                }
                catch (OverflowException)
                {
                    throw Mismatch(reader, "it is out of range");
                }

            default:
                throw Mismatch(reader);
        }
    }

    /// <summary>Also of a member of a Python enum, which is known by its value or its name.</summary>
    public override T FromWire(ClrCodec codec, WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.String:
                return TryParse(value.AsString(), out var named)
                    ? named
                    : throw Mismatch(value, $"the names are {string.Join(", ", _exact.Keys)}");
            case WireKind.Integer:
                try
                {
                    var number = Convert.ChangeType((decimal)value.AsBigInteger(), Enum.GetUnderlyingType(typeof(T)), null);
                    return (T)Enum.ToObject(typeof(T), number!);
                }
                catch (OverflowException)
                {
                    throw Mismatch(value, "it is out of range");
                }

            case WireKind.Object when value.AsObject().Args is [{ Kind: WireKind.String or WireKind.Integer } member]:
                return FromWire(codec, member);
            case WireKind.Object when value.AsObject() is { Args.Count: 0, State: { Kind: WireKind.String } name }:
                return FromWire(codec, name);
            default:
                throw Mismatch(value);
        }
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T value) => writer.Value(ToWire(codec, value));

    public override WireValue ToWire(ClrCodec codec, T value) => _names.TryGetValue(value, out var name)
        ? WireValue.String(name)
        : WireValue.Integer(System.Numerics.BigInteger.Parse(value.ToString("D"), System.Globalization.CultureInfo.InvariantCulture));

    public bool TryParse(string text, out T value) => _exact.TryGetValue(text, out value) || _loose.TryGetValue(Loose(text), out value);

    private static string Loose(string name) => name.Replace("_", "", StringComparison.Ordinal);
}

[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class NullableConverter<T> : ClrConverter<T?>
    where T : struct
{
    public override T? Read(ClrCodec codec, ref WireJsonReader reader) =>
        reader.TokenType == WireJsonToken.Null ? null : ClrCache<T>.Converter.Read(codec, ref reader);

    public override T? FromWire(ClrCodec codec, WireValue value) =>
        value.IsNone ? null : ClrCache<T>.Converter.FromWire(codec, value);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T? value)
    {
        if (value is { } some)
        {
            ClrCache<T>.Converter.Write(codec, ref writer, some);
        }
        else
        {
            writer.Null();
        }
    }

    public override WireValue ToWire(ClrCodec codec, T? value) =>
        value is { } some ? ClrCache<T>.Converter.ToWire(codec, some) : WireValue.None;
}
