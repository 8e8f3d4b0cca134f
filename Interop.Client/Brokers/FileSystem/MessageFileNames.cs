using System.Buffers.Binary;
using Interop.Protocol.Envelopes;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Names of new message files. Python's order within a millisecond is by a random uuid; ours begin with a counter, so that
/// messages of one sender keep their order.</summary>
internal sealed class MessageFileNames(TimeProvider time)
{
    private int _count;

    public string Next(string queue)
    {
        Span<byte> id = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(id, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(id, Interlocked.Increment(ref _count));
        var milliseconds = (long)(time.GetTimestamp() * 1000.0 / time.TimestampFrequency);
        return FileSystemNames.Message(queue, milliseconds, new Guid(id, bigEndian: true));
    }
}
