namespace Interop.Protocol.Inspection;

/// <summary>The serializers every kombu knows by name. Celery: <c>kombu.serialization.registry</c>.</summary>
internal static class KombuTypes
{
    public static string? ContentTypeOf(string name) => name switch
    {
        "json" => "application/json",
        "pickle" => "application/x-python-serialize",
        "yaml" => "application/x-yaml",
        "msgpack" => "application/x-msgpack",
        _ => null,
    };

    public static bool IsStock(string contentType) => contentType is "application/json" or "application/x-python-serialize"
        or "application/x-yaml" or "application/x-msgpack";
}
