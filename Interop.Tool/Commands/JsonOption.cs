using System.CommandLine;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Values;

namespace Interop.Tool.Commands;

/// <summary>Options whose value is JSON, in the tagged form where plain JSON does not do.</summary>
internal static class JsonOption
{
    public static WireValue? Read(ParseResult parsed, Option<string?> option, WireKind kind)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        try
        {
            var value = TaggedJsonReader.Read(Encoding.UTF8.GetBytes(text));
            return value.Kind == kind ? value : throw new ToolFailedException(
                $"{option.Name} is {text}; expected a JSON {(kind == WireKind.List ? "array" : "object")}.", ToolConsole.Misused);
        }
        catch (MessageDecodeException e)
        {
            throw new ToolFailedException($"{option.Name} is no JSON: {e.Message}", ToolConsole.Misused);
        }
    }
}
