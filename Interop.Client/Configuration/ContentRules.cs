using Interop.Client.Serialization.Compression;
using Interop.Protocol.Serialization;

namespace Interop.Client.Configuration;

/// <summary>Settings that name serializers, content types and compressions.</summary>
internal static class ContentRules
{
    public static void Validate(CeleryOptions options, List<string> errors)
    {
        Serializer(errors, "task_serializer", options.TaskSerializer, options.Serializers);
        Serializer(errors, "result_serializer", options.ResultSerializer, options.Serializers);
        Accept(errors, "accept_content", options.AcceptContent, options.Serializers);
        if (options.ResultAcceptContent is { } results)
        {
            Accept(errors, "result_accept_content", results, options.Serializers);
        }

        if (AppCompression.Check("task_compression", options.TaskCompression, options.Compressions) is { } fault)
        {
            errors.Add(fault);
        }
    }

    private static void Serializer(List<string> errors, string setting, string name, ContentCodecRegistry serializers)
    {
        if (serializers.Codecs.All(codec => codec.Name != name))
        {
            errors.Add($"{setting} is '{name}'; expected one of {Known(serializers)}.");
        }
    }

    // kombu takes any MIME type, but no name it does not know.
    private static void Accept(List<string> errors, string setting, IReadOnlyList<string> listed, ContentCodecRegistry serializers)
    {
        if (listed.Count == 0)
        {
            errors.Add($"{setting} is empty; expected at least json, or nothing could be read.");
        }

        foreach (var content in listed.Where(content => !content.Contains('/') && serializers.Find(content) is null))
        {
            errors.Add($"{setting} lists '{content}'; expected a MIME type, or one of {Known(serializers)}.");
        }
    }

    private static string Known(ContentCodecRegistry serializers) =>
        string.Join(", ", serializers.Codecs.Select(codec => codec.Name).Order(StringComparer.Ordinal));
}
