using System.Collections.Frozen;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>The certificates of those whose messages are believed. Immutable. Celery: <c>celery.security.certificate.CertStore</c>.</summary>
public sealed class CertificateStore
{
    private const int LongestShown = 100;

    private readonly FrozenDictionary<string, SigningCertificate> _byId;

    /// <summary>Creates a store.</summary>
    /// <param name="certificates">The certificates.</param>
    /// <param name="now">The time, to refuse what has expired. As in Celery, what expires later stays until the app is started anew.</param>
    /// <exception cref="InvalidCredentialException">One has expired, or two have one id.</exception>
    public CertificateStore(IEnumerable<SigningCertificate> certificates, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var byId = new Dictionary<string, SigningCertificate>(StringComparer.Ordinal);
        foreach (var certificate in certificates)
        {
            if (certificate.HasExpired(now))
            {
                throw new InvalidCredentialException(
                    $"Expired certificate: '{certificate.Id}' was valid until {certificate.NotAfter:u}. Renew it, or take it out of the store.");
            }

            if (!byId.TryAdd(certificate.Id, certificate))
            {
                throw new InvalidCredentialException($"Duplicate certificate: '{certificate.Id}' is in the store twice.");
            }
        }

        _byId = byId.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The certificates in it.</summary>
    public IReadOnlyCollection<SigningCertificate> Certificates => _byId.Values;

    /// <summary>The certificate of a signer.</summary>
    /// <exception cref="MessageSecurityException">It is not in the store.</exception>
    public SigningCertificate Get(string id) => _byId.GetValueOrDefault(id) ?? throw new MessageSecurityException(
        $"Unknown certificate: '{(id.Length > LongestShown ? string.Concat(id.AsSpan(0, LongestShown), "...") : id)}'. Put it into "
        + "security_cert_store if its messages are to be trusted.");
}
