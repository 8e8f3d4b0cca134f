using System.Reflection;
using System.Runtime.InteropServices;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>The functions of OpenSSL's libcrypto that are used: those that 1.1 and 3 have alike. See <c>openssl/evp.h</c>.</summary>
internal static unsafe partial class LibCrypto
{
    public const int RsaKey = 6; // EVP_PKEY_RSA

    private const string Library = "libcrypto";

    private static readonly string[] Versions = ["libcrypto.so.3", "libcrypto.so.1.1"];

    private static readonly nint Handle = Load();

    /// <summary>False where the system has no such OpenSSL.</summary>
    public static bool IsThere => Handle != 0;

    [LibraryImport(Library, EntryPoint = "d2i_PrivateKey")]
    public static partial nint ReadPrivateKey(int type, nint key, byte** der, nint length);

    [LibraryImport(Library, EntryPoint = "d2i_PublicKey")]
    public static partial nint ReadPublicKey(int type, nint key, byte** der, nint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    public static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    public static partial nint NewContext(OpenSslKey key, nint engine);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign_init")]
    public static partial int BeginSigning(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify_init")]
    public static partial int BeginVerifying(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_ctrl_str", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Set(nint context, string name, string value);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign")]
    public static partial int Sign(nint context, byte* signature, nuint* signatureLength, byte* hash, nuint hashLength);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify")]
    public static partial int Verify(nint context, byte* signature, nuint signatureLength, byte* hash, nuint hashLength);

    /// <summary>The framework's own calls share the thread's list of errors, so none of ours may stay in it.</summary>
    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ForgetErrors();

    // Linux only: OpenSSL is not part of other systems, and macOS ends a process that loads its libcrypto.
    private static nint Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        foreach (var version in Versions)
        {
            if (NativeLibrary.TryLoad(version, typeof(LibCrypto).Assembly, DllImportSearchPath.System32, out var handle))
            {
                NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);
                return handle;
            }
        }

        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Handle : 0;
}
