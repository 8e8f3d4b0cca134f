using Interop.Client.Serialization.Compression;
using Interop.Client.Serialization.Signing;
using Interop.Protocol.Serialization;

namespace Interop.Client.Configuration;

/// <summary>Settings that name serializers, content types and compressions.</summary>
internal static class ContentRules
{
    public static void Validate(CeleryOptions options, List<string> errors)
    {
        SecuritySetup.Validate(options, errors);
        var known = options.Serializers.Codecs.Select(codec => codec.Name).ToHashSet(StringComparer.Ordinal);
        if (options.Security is { IsActive: true })
        {
            known.Add("auth"); // Registered when the app is created.
        }

        Serializer(errors, "task_serializer", options.TaskSerializer, known);
        Serializer(errors, "result_serializer", options.ResultSerializer, known);
        Serializer(errors, "event_serializer", options.EventSerializer, known);

        // kombu knows raw for writing only; what it wrote is always read.
        known.ExceptWith(options.Serializers.Codecs.OfType<RawContentCodec>().Select(codec => codec.Name));
        Accept(errors, "accept_content", options.AcceptContent, known);
        if (options.ResultAcceptContent is { } results)
        {
            Accept(errors, "result_accept_content", results, known);
        }

        var named = new[] { ("task_compression", options.TaskCompression), ("result_compression", options.ResultCompression) };
        foreach (var (setting, name) in named)
        {
            if (AppCompression.Check(setting, name, options.Compressions) is { } fault)
            {
                errors.Add(fault);
            }
        }
    }

    private static void Serializer(List<string> errors, string setting, string name, HashSet<string> known)
    {
        if (!known.Contains(name))
        {
            errors.Add($"{setting} is '{name}'; expected one of {Known(known)}.{Hint(name)}");
        }
    }

    // kombu takes any MIME type, but no name it does not know.
    private static void Accept(List<string> errors, string setting, IReadOnlyList<string> listed, HashSet<string> known)
    {
        if (listed.Count == 0)
        {
            errors.Add($"{setting} is empty; expected at least json, or nothing could be read.");
        }

        foreach (var content in listed.Where(content => !content.Contains('/') && !known.Contains(content)))
        {
            errors.Add($"{setting} lists '{content}'; expected a MIME type, or one of {Known(known)}.{Hint(content)}");
        }
    }

    private static string Known(HashSet<string> known) => string.Join(", ", known.Order(StringComparer.Ordinal));

    private static string Hint(string name) => name switch
    {
        "auth" => " For auth, set security_key, security_certificate and security_cert_store.",
        "raw" => " Raw content is always read.",
        _ => "",
    };
}
