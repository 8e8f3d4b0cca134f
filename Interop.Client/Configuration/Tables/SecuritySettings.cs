namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of signed messages. Celery reads them in <c>app.setup_security</c>; here they are enough.</summary>
internal static class SecuritySettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Text("security_key", "CELERY_SECURITY_KEY", "none", "PEM file of the private key that signs messages.",
            (security, v) => security with { Key = v }),
        Text("security_key_password", "CELERY_SECURITY_KEY_PASSWORD", "none", "Password of that file.",
            (security, v) => security with { KeyPassword = v }),
        Text("security_certificate", "CELERY_SECURITY_CERTIFICATE", "none", "PEM file of the key's certificate.",
            (security, v) => security with { Certificate = v }),
        Text("security_cert_store", "CELERY_SECURITY_CERT_STORE", "none",
            "Folder or pattern of the PEM files of certificates whose messages are believed.",
            (security, v) => security with { CertStore = v }),
        Text("security_digest", "CELERY_SECURITY_DIGEST", "sha256", "Hash that is signed: sha1, sha224, sha256, sha384 or sha512.",
            (security, v) => v is null ? security : security with { Digest = v }),
        Text("security_serializer", null, "json", "Serializer of what is signed: the argument `serializer` of `setup_security`.",
            (security, v) => v is null ? security : security with { Serializer = v }) with { IsOwn = true },
        Row.Make("security_allowed_serializers", null, "list", "[]", "Serializers that are read within signed messages besides that one.",
            (o, v) => o with { Security = (o.Security ?? new()) with { AllowedSerializers = v.List() } }) with { IsOwn = true },
    ];

    private static Setting Text(
        string name, string? old, string standard, string doc, Func<SecurityOptions, string?, SecurityOptions> apply) =>
        Row.Text(name, old, standard, doc, (o, v) => o with { Security = apply(o.Security ?? new(), v) });
}
