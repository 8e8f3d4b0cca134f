namespace Interop.Protocol.Errors;

/// <summary>Content of a type that <c>accept_content</c> does not list. Celery: <c>kombu.exceptions.ContentDisallowed</c>.</summary>
public sealed class ContentDisallowedException : ProtocolException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="contentType">The refused content type as it came.</param>
    /// <param name="accepted">What is accepted, as content types.</param>
    public ContentDisallowedException(string contentType, IReadOnlyCollection<string> accepted)
        : base($"Refusing to deserialize disabled content of type {contentType}. Accepted are: "
            + $"{string.Join(", ", accepted)}. Add the serializer to accept_content if its senders are trusted.")
    {
        ContentType = contentType;
        Accepted = accepted;
    }

    /// <summary>The refused content type as it came.</summary>
    public string ContentType { get; }

    /// <summary>The content types that are accepted.</summary>
    public IReadOnlyCollection<string> Accepted { get; }
}
