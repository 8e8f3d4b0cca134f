using Interop.Protocol.Values;

namespace InteropWorker;

/// <summary>What Python calls the type of a value that came as JSON.</summary>
internal static class TypeNames
{
    public static string Of(WireValue value) => value.Kind switch
    {
        WireKind.None => "NoneType",
        WireKind.Boolean => "bool",
        WireKind.Integer => "int",
        WireKind.Float => "float",
        WireKind.String => "str",
        WireKind.List => "list",
        WireKind.Map => "dict",
        var other => other.ToString().ToLowerInvariant(),
    };
}
