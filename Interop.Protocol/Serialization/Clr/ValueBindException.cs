using System.Globalization;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>A value that came over the wire and does not fit the CLR type it was asked for as. Python: <c>TypeError</c>.</summary>
public sealed class ValueBindException : ProtocolException
{
    private const int ShownLength = 64;

    private string _path;

    internal ValueBindException(Type targetType, string found, string? reason = null, Exception? innerException = null, string path = "")
        : base("", innerException)
    {
        TargetType = targetType;
        Found = found;
        Reason = reason;
        _path = path;
    }

    /// <summary>The type that was asked for.</summary>
    public Type TargetType { get; }

    /// <summary>What was there instead, shortened, e.g. <c>integer 300</c> or <c>string "abc"</c>.</summary>
    public string Found { get; }

    /// <summary>Why it does not fit, when the kinds alone do not say it.</summary>
    public string? Reason { get; }

    /// <summary>Where the value sits below the one that was read, e.g. <c>[2].name</c>; empty for the value itself.</summary>
    public string Path => _path;

    /// <inheritdoc/>
    public override string Message
    {
        get
        {
            var place = _path.Length == 0 ? "" : $" at {_path}";
            var reason = Reason is null ? "" : $": {Reason}";
            return $"Cannot read {Found} as {TypeNames.Of(TargetType)}{place}{reason}.";
        }
    }

    internal static ValueBindException For(Type target, in WireJsonReader reader, string? reason = null) =>
        new(target, WireDescription.Of(reader, ShownLength), reason);

    internal static ValueBindException For(Type target, WireValue value, string? reason = null) =>
        new(target, WireDescription.Of(value, ShownLength), reason);

    internal static ValueBindException ForKey(Type target, WireValue key) => new(target, WireDescription.OfKey(key, ShownLength));

    internal static string Shorten(string text) => text.Length <= ShownLength ? text : string.Concat(text.AsSpan(0, ShownLength), "…");

    // Both are called from exception filters on the way up, so that a path costs nothing while all goes well.
    internal bool Under(int index)
    {
        _path = $"[{index.ToString(CultureInfo.InvariantCulture)}]{_path}";
        return false;
    }

    internal bool Under(string? name)
    {
        _path = $".{Shorten(name ?? "")}{_path}";
        return false;
    }
}
