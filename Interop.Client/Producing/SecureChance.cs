using System.Security.Cryptography;

namespace Interop.Client.Producing;

/// <summary>Random numbers from the operating system, drawn in blocks so that an id costs nanoseconds. Thread
/// safe.</summary>
internal sealed class SecureChance : Random
{
    private const int BlockSize = 4096;

    [ThreadStatic]
    private static byte[]? _block;

    [ThreadStatic]
    private static int _used;

    public SecureChance() : base(0)
    {
    }

    public override void NextBytes(Span<byte> buffer)
    {
        if (buffer.Length > BlockSize)
        {
            RandomNumberGenerator.Fill(buffer);
            return;
        }

        if (_block is null || _used + buffer.Length > BlockSize)
        {
            _block ??= new byte[BlockSize];
            RandomNumberGenerator.Fill(_block);
            _used = 0;
        }

        var drawn = _block.AsSpan(_used, buffer.Length);
        drawn.CopyTo(buffer);
        drawn.Clear();
        _used += buffer.Length;
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => (int)NextInt64(maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (ulong)(maxValue - minValue);
        return range <= 1 ? minValue : minValue + (long)Math.BigMul(NextBits(), range, out _);
    }

    public override double NextDouble() => Sample();

    public override float NextSingle() => (NextBits() >> 40) * (1.0f / (1 << 24));

    protected override double Sample() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    private ulong NextBits()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        NextBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
