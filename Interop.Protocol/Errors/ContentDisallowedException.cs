namespace Interop.Protocol.Errors;

/// <summary>Content of a type that <c>accept_content</c> does not list. Celery: <c>kombu.exceptions.ContentDisallowed</c>.</summary>
public sealed class ContentDisallowedException : ProtocolException
{
    private static readonly string[] AcceptedByDefault = ["application/json"];

    /// <summary>Creates the exception. Its message begins with kombu's: <c>untrusted</c> content is not listed, <c>disabled</c> content is what
    /// kombu reads only where a list names it.</summary>
    /// <param name="contentType">The refused content type as it came.</param>
    /// <param name="accepted">What is accepted, as content types; null where no list is given.</param>
    /// <param name="serializer">Name of the serializer that reads the type; null when there is none.</param>
    public ContentDisallowedException(string contentType, IReadOnlyCollection<string>? accepted, string? serializer = null)
        : base($"Refusing to deserialize {(accepted is null ? "disabled" : "untrusted")} content of type {Describe(contentType, serializer)}. "
            + $"Accepted are: {string.Join(", ", accepted ?? AcceptedByDefault)}. Add the serializer to accept_content if its senders are trusted.")
    {
        ContentType = contentType;
        Accepted = accepted ?? AcceptedByDefault;
    }

    /// <summary>The refused content type as it came.</summary>
    public string ContentType { get; }

    /// <summary>The content types that are accepted.</summary>
    public IReadOnlyCollection<string> Accepted { get; }

    // kombu: parenthesize_alias, of a type without a name too.
    private static string Describe(string contentType, string? serializer)
    {
        var shown = contentType.Length > 100 ? string.Concat(contentType.AsSpan(0, 100), "...") : contentType;
        return $"{serializer ?? shown} ({shown})";
    }
}
