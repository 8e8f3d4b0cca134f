using System.Numerics;
using System.Security.Cryptography;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>The bare operations of RSA (RFC 8017, section 5.2), which the framework offers only together with its paddings.
/// For systems without OpenSSL.</summary>
/// <remarks>Not constant in time; blinding keeps what the time tells apart from key and message.</remarks>
internal sealed class RsaNumbers
{
    private const int BlindingBits = 64;
    private const int FreshBlinding = 32;

    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;
    private readonly BigInteger _p;
    private readonly BigInteger _q;
    private readonly BigInteger _exponentP;
    private readonly BigInteger _exponentQ;
    private readonly BigInteger _inverseQ;
    private readonly Lock _gate = new();
    private (BigInteger Blind, BigInteger Unblind) _blinding;
    private uint _uses;

    public RsaNumbers(RSAParameters key)
    {
        _modulus = Unsigned(key.Modulus!);
        _exponent = Unsigned(key.Exponent!);
        if (key.P is not null)
        {
            (_p, _q, _exponentP, _exponentQ, _inverseQ) =
                (Unsigned(key.P), Unsigned(key.Q!), Unsigned(key.DP!), Unsigned(key.DQ!), Unsigned(key.InverseQ!));
        }

        Bits = (int)_modulus.GetBitLength();
    }

    /// <summary>Bits of the modulus.</summary>
    public int Bits { get; }

    /// <summary>Bytes of a signature.</summary>
    public int Length => (Bits + 7) / 8;

    /// <summary>The encoded message under a signature, in as many bytes as asked for; null when there is none.</summary>
    public byte[]? Open(ReadOnlySpan<byte> signature, int length)
    {
        var value = Unsigned(signature);
        if (signature.Length != Length || value >= _modulus)
        {
            return null;
        }

        var opened = BigInteger.ModPow(value, _exponent, _modulus);
        return opened.GetByteCount(isUnsigned: true) <= length ? Bytes(opened, length) : null;
    }

    /// <summary>The signature of an encoded message.</summary>
    /// <exception cref="CryptographicException">The numbers of the key do not fit together.</exception>
    public byte[] Sign(ReadOnlySpan<byte> encoded)
    {
        // Blinding of message and exponents: how long the arithmetic takes tells nothing about the key.
        var message = Unsigned(encoded);
        var (blind, unblind) = Blinding();
        var blinded = message * blind % _modulus;
        var partP = BigInteger.ModPow(blinded % _p, _exponentP + (Chance(BlindingBits) * (_p - 1)), _p);
        var partQ = BigInteger.ModPow(blinded % _q, _exponentQ + (Chance(BlindingBits) * (_q - 1)), _q);
        var difference = (partP - partQ) * _inverseQ % _p;
        var signature = (partQ + ((difference.Sign < 0 ? difference + _p : difference) * _q)) * unblind % _modulus;

        // A signature that came out wrong would give the key away.
        return BigInteger.ModPow(signature, _exponent, _modulus) == message
            ? Bytes(signature, Length)
            : throw new CryptographicException("The numbers of the private key do not fit together.");
    }

    // The factors are squared for the next signature, and made anew after some; making them costs as much as signing.
    private (BigInteger Blind, BigInteger Unblind) Blinding()
    {
        lock (_gate)
        {
            _blinding = _uses++ % FreshBlinding == 0
                ? NewBlinding()
                : (_blinding.Blind * _blinding.Blind % _modulus, _blinding.Unblind * _blinding.Unblind % _modulus);
            return _blinding;
        }
    }

    private (BigInteger Blind, BigInteger Unblind) NewBlinding()
    {
        while (true)
        {
            var factor = Chance(Bits) % _modulus;
            if (TryInvert(factor, out var inverse))
            {
                return (BigInteger.ModPow(factor, _exponent, _modulus), inverse);
            }
        }
    }

    private bool TryInvert(BigInteger value, out BigInteger inverse)
    {
        var (rest, last) = (_modulus, value);
        var (before, now) = (BigInteger.Zero, BigInteger.One);
        while (!last.IsZero)
        {
            var quotient = BigInteger.DivRem(rest, last, out var remainder);
            (rest, last) = (last, remainder);
            (before, now) = (now, before - (quotient * now));
        }

        inverse = before.Sign < 0 ? before + _modulus : before;
        return rest.IsOne;
    }

    private static BigInteger Chance(int bits) => Unsigned(RandomNumberGenerator.GetBytes((bits + 7) / 8));

    private static BigInteger Unsigned(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value, int length)
    {
        var bytes = new byte[length];
        var count = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(length - count), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
