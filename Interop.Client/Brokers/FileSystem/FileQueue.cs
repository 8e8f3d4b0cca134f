using System.Buffers;
using System.Globalization;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Message files in a folder: writing, listing, naming. Source: <c>kombu/transport/filesystem.py</c>.</summary>
internal static class FileQueue
{
    private const string Suffix = ".msg";

    // name = <monotonic milliseconds> "_" <uuid4> "." <queue> ".msg"
    public static string NameFor(string queue, TimeProvider time)
    {
        var milliseconds = (long)(time.GetTimestamp() * 1000.0 / time.TimestampFrequency);
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}_{Guid.NewGuid()}.{queue}{Suffix}");
    }

    /// <summary>Queue of a file, or null when the name is no message's. Exact, where Python takes any name that contains the queue's.</summary>
    public static string? QueueOf(string fileName)
    {
        var dot = fileName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && fileName.EndsWith(Suffix, StringComparison.Ordinal) && fileName.Length > dot + 1 + Suffix.Length
            ? fileName[(dot + 1)..^Suffix.Length]
            : null;
    }

    /// <summary>Names of the messages of a queue, oldest first.</summary>
    public static List<string> List(string folder, string queue)
    {
        var names = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
        {
            var name = Path.GetFileName(path);
            if (QueueOf(name) == queue)
            {
                names.Add(name);
            }
        }

        names.Sort(CompareAge);
        return names;
    }

    /// <summary>Writes a message so that no reader ever sees half of it.</summary>
    public static void Write(string folder, string name, WireMessage message, CeleryRelease release)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        VirtualEnvelope.Write(output, message, release);
        Write(folder, name, output.WrittenSpan);
    }

    /// <summary>Writes an envelope so that no reader ever sees half of it.</summary>
    public static void Write(string folder, string name, ReadOnlySpan<byte> envelope)
    {
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        File.WriteAllBytes(temporary, envelope);
        File.Move(temporary, Path.Combine(folder, name), overwrite: true);
    }

    // The clock part has no leading zeros, so names of different length differ in age by it.
    private static int CompareAge(string left, string right)
    {
        var byLength = left.IndexOf('_', StringComparison.Ordinal) - right.IndexOf('_', StringComparison.Ordinal);
        return byLength != 0 ? byLength : string.CompareOrdinal(left, right);
    }
}
