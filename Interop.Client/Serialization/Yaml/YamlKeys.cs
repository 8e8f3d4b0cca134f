using System.Numerics;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Fills a map as a Python dict is filled: <c>1</c>, <c>1.0</c> and <c>True</c> are one key, and the first one stays.</summary>
internal sealed class YamlKeys(WireMap map)
{
    private Dictionary<WireValue, WireValue>? _numbers;

    public void Set(WireValue key, WireValue value)
    {
        if (Number(key) is { } number)
        {
            _numbers ??= [];
            if (!_numbers.TryAdd(number, key))
            {
                key = _numbers[number];
            }
        }

        map.Set(key, value);
    }

    private static WireValue? Number(WireValue key) => key.Kind switch
    {
        WireKind.Boolean => key.AsBoolean() ? 1 : 0,
        WireKind.Integer => key,
        WireKind.Float when double.IsInteger(key.AsDouble()) => WireValue.Integer(new BigInteger(key.AsDouble())),
        _ => default(WireValue?),
    };
}
