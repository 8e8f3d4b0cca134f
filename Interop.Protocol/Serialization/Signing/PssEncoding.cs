using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>EMSA-PSS (RFC 8017, section 9.1) with the longest salt that fits, which is <c>PSS.MAX_LENGTH</c> of Python's
/// cryptography. For systems without OpenSSL: the framework's own knows one length only, that of the digest.</summary>
internal static class PssEncoding
{
    private const byte Trailer = 0xbc;
    private const byte SaltMark = 1;
    private const int Zeros = 8;

    /// <summary>Looks whether a digest fits into an encoded message of so many bits.</summary>
    /// <exception cref="CryptographicException">The key is too short for the digest.</exception>
    public static void CheckRoom(SigningDigest digest, int bits)
    {
        if (SaltLength(digest, (bits + 7) / 8) < 0)
        {
            throw new CryptographicException($"A key of {bits + 1} bits is too short for {digest.Name}.");
        }
    }

    /// <summary>Encodes a digest, which has room there, under a fresh salt.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> hash, SigningDigest digest, int bits)
    {
        var length = (bits + 7) / 8;
        var salt = RandomNumberGenerator.GetBytes(SaltLength(digest, length));
        var check = Check(hash, salt, digest);
        var encoded = new byte[length];
        var masked = encoded.AsSpan(0, length - digest.Length - 1);
        masked[0] = SaltMark;
        salt.CopyTo(masked[1..]);
        Mask(masked, check, digest);
        masked[0] &= TopMask(bits);
        check.CopyTo(encoded.AsSpan(masked.Length));
        encoded[^1] = Trailer;
        return encoded;
    }

    /// <summary>True when an encoded message is one of this digest, with the longest salt.</summary>
    public static bool IsOf(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> hash, SigningDigest digest, int bits)
    {
        var length = (bits + 7) / 8;
        if (encoded.Length != length || SaltLength(digest, length) < 0 || encoded[^1] != Trailer || (encoded[0] & ~TopMask(bits)) != 0)
        {
            return false;
        }

        var block = encoded[..(length - digest.Length - 1)].ToArray();
        var check = encoded.Slice(block.Length, digest.Length);
        Mask(block, check, digest);
        block[0] &= TopMask(bits);
        return block[0] == SaltMark && CryptographicOperations.FixedTimeEquals(check, Check(hash, block.AsSpan(1), digest));
    }

    private static int SaltLength(SigningDigest digest, int length) => length - digest.Length - 2;

    private static byte TopMask(int bits) => (byte)(0xff >> ((8 - (bits % 8)) % 8));

    private static byte[] Check(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> salt, SigningDigest digest)
    {
        var message = new byte[Zeros + hash.Length + salt.Length];
        hash.CopyTo(message.AsSpan(Zeros));
        salt.CopyTo(message.AsSpan(Zeros + hash.Length));
        return digest.Hash(message);
    }

    // MGF1 (RFC 8017, appendix B.2.1), applied at once.
    private static void Mask(Span<byte> block, ReadOnlySpan<byte> seed, SigningDigest digest)
    {
        var input = new byte[seed.Length + sizeof(uint)];
        seed.CopyTo(input);
        for (uint counter = 0; !block.IsEmpty; counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(seed.Length), counter);
            var mask = digest.Hash(input);
            var count = Math.Min(mask.Length, block.Length);
            for (var i = 0; i < count; i++)
            {
                block[i] ^= mask[i];
            }

            block = block[count..];
        }
    }
}
