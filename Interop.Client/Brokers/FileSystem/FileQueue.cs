using System.Buffers;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Message files in a folder: writing, listing, naming. Source: <c>kombu/transport/filesystem.py</c>.</summary>
internal static class FileQueue
{
    /// <summary>Names of the messages of a queue, oldest first.</summary>
    public static List<string> List(string folder, string queue)
    {
        var names = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.msg"))
        {
            var name = Path.GetFileName(path);
            if (FileSystemNames.QueueOf(name) == queue)
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
