namespace Interop.Protocol.Serialization.Signing;

/// <summary>What a verified message says of itself.</summary>
/// <param name="Signer">Id of the certificate that verified it.</param>
/// <param name="Format">The layout it came in.</param>
/// <param name="ContentType">Type of what was signed. The signature does not cover it.</param>
/// <param name="ContentEncoding">Encoding of what was signed. The signature does not cover it.</param>
public sealed record SignedContent(string Signer, AuthFormat Format, string ContentType, string ContentEncoding);
