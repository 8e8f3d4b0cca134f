using System.Buffers.Text;
using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>Field of <c>unacked</c> and member of <c>unacked_index</c>: the delivery tag, which is nearly always a UUID. One that is takes
/// no memory of its own, since there may be very many.</summary>
internal readonly struct RedisBookKey : IEquatable<RedisBookKey>
{
    private const int UuidLength = 36;

    private readonly byte[]? _other;
    private readonly Guid _uuid;
    private readonly bool _isUuid;

    /// <param name="key">The bytes, which must not change.</param>
    public RedisBookKey(byte[] key)
    {
        Span<byte> again = stackalloc byte[UuidLength];
        _isUuid = key.Length == UuidLength && Utf8Parser.TryParse(key, out _uuid, out _, 'D')
            && _uuid.TryFormat(again, out _, "D") && again.SequenceEqual(key);
        _other = _isUuid ? null : key;
    }

    /// <summary>True of the default: no key.</summary>
    public bool IsNone => _other is null && !_isUuid;

    public void WriteTo(RespCommandWriter writer)
    {
        Span<byte> text = stackalloc byte[UuidLength];
        writer.Bulk(_isUuid && _uuid.TryFormat(text, out _, "D") ? text : _other);
    }

    public byte[] ToArray()
    {
        if (!_isUuid)
        {
            return _other ?? [];
        }

        var text = new byte[UuidLength];
        _uuid.TryFormat(text, out _, "D");
        return text;
    }

    public bool Equals(RedisBookKey other) =>
        _uuid == other._uuid && _isUuid == other._isUuid && IsNone == other.IsNone && _other.AsSpan().SequenceEqual(other._other);

    public override bool Equals(object? obj) => obj is RedisBookKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_uuid);
        hash.AddBytes(_other);
        return hash.ToHashCode();
    }
}
