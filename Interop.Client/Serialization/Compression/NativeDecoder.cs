using System.Runtime.InteropServices;

namespace Interop.Client.Serialization.Compression;

/// <summary>One decoding by a library of the system, whose state is a structure of unmanaged memory; freed however it ends.</summary>
/// <typeparam name="TStream">The structure.</typeparam>
internal abstract unsafe class NativeDecoder<TStream> : SafeHandle
    where TStream : unmanaged
{
    protected NativeDecoder() : base(invalidHandleValue: 0, ownsHandle: true) =>
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(TStream)));

    public sealed override bool IsInvalid => handle == 0;

    protected TStream* Stream => (TStream*)handle;

    /// <summary>Decodes the stream at the start of the input.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="output">Where the decoded ones go.</param>
    /// <param name="consumed">How many bytes were read; when it is complete, the length of the stream.</param>
    public StreamOutcome Read(ReadOnlySpan<byte> input, BoundedOutput output, out int consumed)
    {
        consumed = 0;
        fixed (byte* from = input)
        {
            while (true)
            {
                var room = output.Room().Span;
                StreamOutcome? outcome;
                int read, written;
                fixed (byte* to = room)
                {
                    outcome = Decode(from + consumed, input.Length - consumed, to, room.Length, out read, out written);
                }

                consumed += read;
                if (!output.Advance(written))
                {
                    return StreamOutcome.TooLong;
                }

                if (outcome is { } end)
                {
                    return end;
                }
            }
        }
    }

    /// <summary>Decodes as much as there is input and room for; null when it wants to be called again.</summary>
    protected abstract StreamOutcome? Decode(byte* from, int length, byte* to, int room, out int read, out int written);

    /// <summary>Frees what the library holds.</summary>
    protected abstract void End();

    protected sealed override bool ReleaseHandle()
    {
        End();
        NativeMemory.Free(Stream);
        return true;
    }
}
