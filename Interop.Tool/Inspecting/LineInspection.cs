using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;

namespace Interop.Tool.Inspecting;

/// <summary><c>decode --jsonl</c>: a message a line in, an inspection a line out, in order.</summary>
internal static class LineInspection
{
    /// <summary>Bytes of the longest line; a body of 48 MiB fits.</summary>
    public const int LongestLine = 64 * 1024 * 1024;

    private const int FlushFrom = 1024 * 1024;

    public static void Run(ToolConsole console, MessageInspector inspector)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var lines = new LineReader(console.Input, LongestLine, Flush);
        while (lines.TryRead(out var line, out var isTooLong))
        {
            if (isTooLong)
            {
                InspectionPrinter.PrintError(output, $"The line is longer than {LongestLine} bytes.");
            }
            else
            {
                Inspect(output, inspector, line.Span);
            }

            if (output.WrittenCount >= FlushFrom)
            {
                Flush();
            }
        }

        Flush();

        void Flush()
        {
            if (output.WrittenCount > 0)
            {
                console.Output.Write(output.WrittenSpan);
                console.Output.Flush();
                output.ResetWrittenCount();
            }
        }
    }

    private static void Inspect(ArrayBufferWriter<byte> output, MessageInspector inspector, ReadOnlySpan<byte> line)
    {
        InspectionSource source;
        try
        {
            source = LineDocument.Read(line);
        }
        catch (MessageDecodeException e)
        {
            InspectionPrinter.PrintError(output, e.Message);
            return;
        }

        InspectionPrinter.Print(output, inspector.Inspect(source));
    }
}
