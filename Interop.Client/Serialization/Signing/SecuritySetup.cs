using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Signing;

namespace Interop.Client.Serialization.Signing;

/// <summary>Reads keys and certificates and registers the serializer <c>auth</c>. Celery: <c>celery/security/__init__.py</c>,
/// <c>setup_security</c>.</summary>
internal static class SecuritySetup
{
    /// <summary>Options whose serializers have <c>auth</c>, where they ask for it.</summary>
    /// <param name="options">Options that were found valid.</param>
    /// <param name="time">The clock; expired certificates are refused.</param>
    /// <exception cref="ImproperlyConfiguredException">A file cannot be read, or what is in it cannot be used.</exception>
    public static CeleryOptions Apply(CeleryOptions options, TimeProvider time)
    {
        if (options.Security is not { IsActive: true } security)
        {
            return options;
        }

        try
        {
            var key = SigningKey.FromPem(Read("security_key", security.Key!), security.KeyPassword);
            var certificate = SigningCertificate.FromPem(Read("security_certificate", security.Certificate!));
            return options with
            {
                Serializers = options.Serializers.With(
                    new AuthContentCodec(Inner(options, security.Serializer), key, certificate, Store(security.CertStore!, time))
                    {
                        Digest = SigningDigest.Find(security.Digest)!,
                        Scheme = security.Scheme,
                        Format = security.Format ?? (options.Release >= CeleryRelease.V55 ? AuthFormat.Base64 : AuthFormat.Raw),
                        AllowedSerializers = [.. security.AllowedSerializers.Select(name => Inner(options, name))],
                    }),
            };
        }
        catch (InvalidCredentialException e)
        {
            throw new ImproperlyConfiguredException([e.Message]);
        }
    }

    /// <summary>All faults of the settings themselves, one sentence each.</summary>
    public static void Validate(CeleryOptions options, List<string> errors)
    {
        if (options.Security is not { IsActive: true } security)
        {
            return;
        }

        var missing = new (string Name, string? Value)[]
        {
            ("security_key", security.Key), ("security_certificate", security.Certificate), ("security_cert_store", security.CertStore),
        }.Where(setting => string.IsNullOrEmpty(setting.Value)).Select(setting => setting.Name).ToArray();
        if (missing.Length > 0)
        {
            errors.Add($"{string.Join(" and ", missing)} must be set too; expected security_key, security_certificate and security_cert_store "
                + "together, which the serializer auth needs.");
        }

        if (options.TaskSerializer != "auth" || options.AcceptContent is not ["auth"])
        {
            errors.Add($"task_serializer is '{options.TaskSerializer}' and accept_content is [{string.Join(", ", options.AcceptContent)}] while "
                + "security_key is set; expected auth and [auth], since there is no point in signatures that are not asked for.");
        }

        if (SigningDigest.Find(security.Digest) is null)
        {
            errors.Add($"security_digest is '{security.Digest}'; expected {string.Join(" or ", SigningDigest.Names)}.");
        }

        foreach (var name in security.AllowedSerializers.Prepend(security.Serializer))
        {
            if (options.Serializers.Find(name) is null or AuthContentCodec or RawContentCodec)
            {
                errors.Add($"The serializer '{name}' cannot stand within signed messages; expected json or another that is registered.");
            }
        }
    }

    private static CertificateStore Store(string path, TimeProvider time)
    {
        IReadOnlyList<string> files;
        try
        {
            files = CertificateFiles.Find(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidCredentialException($"security_cert_store is '{path}', which cannot be read: {e.Message}", e);
        }

        return files.Count > 0
            ? new CertificateStore(files.Select(Certificate), time.GetUtcNow())
            : throw new InvalidCredentialException($"security_cert_store is '{path}', where there is no file; expected certificates in PEM.");
    }

    private static SigningCertificate Certificate(string file)
    {
        try
        {
            return SigningCertificate.FromPem(Read("security_cert_store", file));
        }
        catch (InvalidCredentialException e)
        {
            throw new InvalidCredentialException($"{e.Message} It is in '{file}' of security_cert_store.", e);
        }
    }

    private static string Read(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidCredentialException($"{setting} is '{file}', which cannot be read: {e.Message}", e);
        }
    }

    // Which JSON is written hangs on the release, as for unsigned messages.
    private static ContentCodec Inner(CeleryOptions options, string name) => options.Serializers.Find(name) switch
    {
        JsonContentCodec => new JsonContentCodec(options.Release.Dialect()),
        { } codec => codec,
        _ => throw new InvalidCredentialException($"The serializer '{name}' is not registered."),
    };
}
