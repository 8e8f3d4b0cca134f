using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>An RSA key in the hands of the system's OpenSSL, which knows PSS with the longest salt; the framework does not. Thread safe: each
/// operation has a context of its own.</summary>
internal sealed unsafe class OpenSslKey : SafeHandle
{
    private readonly int _length;

    private OpenSslKey(nint key, int length) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle(key);
        _length = length;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The key with its private half; null where OpenSSL is not there or does not take it.</summary>
    public static OpenSslKey? Private(RSA rsa)
    {
        if (!LibCrypto.IsThere)
        {
            return null;
        }

        var der = rsa.ExportRSAPrivateKey();
        try
        {
            return Read(der, isPrivate: true, rsa.KeySize);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The public half alone; null where OpenSSL is not there or does not take it.</summary>
    public static OpenSslKey? Public(RSA rsa) =>
        LibCrypto.IsThere ? Read(rsa.ExportRSAPublicKey(), isPrivate: false, rsa.KeySize) : null;

    /// <summary>Signs a digest with RSA-PSS and the longest salt.</summary>
    /// <exception cref="CryptographicException">OpenSSL does not sign so; a policy of the system may forbid the hash.</exception>
    public byte[] Sign(ReadOnlySpan<byte> hash, SigningDigest digest)
    {
        var signature = new byte[_length];
        var written = (nuint)signature.Length;
        var context = LibCrypto.NewContext(this, 0);
        try
        {
            Prepare(context != 0 && LibCrypto.BeginSigning(context) > 0, context, digest);
            fixed (byte* to = signature, from = hash)
            {
                return LibCrypto.Sign(context, to, &written, from, (nuint)hash.Length) > 0 && written == (nuint)signature.Length
                    ? signature
                    : throw new CryptographicException("OpenSSL cannot sign with the private key.");
            }
        }
        finally
        {
            End(context);
        }
    }

    /// <summary>True when a signature is one of this key over a digest, with the longest salt.</summary>
    /// <exception cref="CryptographicException">OpenSSL does not verify so; a policy of the system may forbid the hash.</exception>
    public bool Verifies(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> hash, SigningDigest digest)
    {
        if (signature.Length != _length)
        {
            return false; // OpenSSL takes one without its leading zeros.
        }

        var context = LibCrypto.NewContext(this, 0);
        try
        {
            Prepare(context != 0 && LibCrypto.BeginVerifying(context) > 0, context, digest);
            fixed (byte* of = signature, from = hash)
            {
                return LibCrypto.Verify(context, of, (nuint)signature.Length, from, (nuint)hash.Length) == 1;
            }
        }
        finally
        {
            End(context);
        }
    }

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }

    private static OpenSslKey? Read(ReadOnlySpan<byte> der, bool isPrivate, int bits)
    {
        nint key;
        fixed (byte* start = der)
        {
            var at = start; // Is moved behind what was read.
            key = isPrivate
                ? LibCrypto.ReadPrivateKey(LibCrypto.RsaKey, 0, &at, der.Length)
                : LibCrypto.ReadPublicKey(LibCrypto.RsaKey, 0, &at, der.Length);
        }

        LibCrypto.ForgetErrors();
        return key == 0 ? null : new OpenSslKey(key, (bits + 7) / 8);
    }

    // The hash of the mask is that of the message, unless another is asked for.
    private static void Prepare(bool hasBegun, nint context, SigningDigest digest)
    {
        if (!hasBegun || LibCrypto.Set(context, "rsa_padding_mode", "pss") <= 0 || LibCrypto.Set(context, "digest", digest.Name) <= 0
            || LibCrypto.Set(context, "rsa_pss_saltlen", "max") <= 0)
        {
            throw new CryptographicException($"OpenSSL does not offer RSA-PSS with {digest.Name}.");
        }
    }

    private static void End(nint context)
    {
        LibCrypto.FreeContext(context);
        LibCrypto.ForgetErrors();
    }
}
