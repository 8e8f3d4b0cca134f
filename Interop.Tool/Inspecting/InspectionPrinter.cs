using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Values;

namespace Interop.Tool.Inspecting;

/// <summary>Prints inspections as tagged JSON, one a line.</summary>
internal static class InspectionPrinter
{
    public static void Print(IBufferWriter<byte> output, Inspection inspection)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        try
        {
            TaggedJsonWriter.Write(line, inspection.ToMap());
        }
        catch (MessageEncodeException e)
        {
            PrintError(output, e.Message, inspection.Verdict.ToString().ToLowerInvariant(), inspection.Reason);
            return;
        }

        output.Write(line.WrittenSpan);
        output.Write("\n"u8);
    }

    /// <summary>What stands for a line that is no message at all; no Python ever saw one, so there is nothing to judge.</summary>
    public static void PrintError(IBufferWriter<byte> output, string error, string? verdict = null, string? reason = null)
    {
        var map = new WireMap(3).With("error", error).With("verdict", verdict);
        TaggedJsonWriter.Write(output, reason is null ? map : map.With("reason", reason));
        output.Write("\n"u8);
    }
}
