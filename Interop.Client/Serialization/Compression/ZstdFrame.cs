namespace Interop.Client.Serialization.Compression;

/// <summary>The structure of a zstd frame (RFC 8878, section 3.1.1).</summary>
internal static class ZstdFrame
{
    private const int BlockHeaderLength = 3;
    private const int LargestBlock = 128 * 1024;
    private const int RunLengthBlock = 1;

    // Widths of the fields by their bits in the frame header descriptor.
    private static ReadOnlySpan<byte> ContentSizeLengths => [0, 2, 4, 8];

    private static ReadOnlySpan<byte> DictionaryIdLengths => [0, 1, 2, 4];

    /// <summary>Most bytes that the blocks of a frame can hold, whatever its header claims.</summary>
    /// <param name="frame">A frame whose block structure libzstd has checked.</param>
    public static ulong MostContent(ReadOnlySpan<byte> frame)
    {
        const int descriptorAt = 4;
        var descriptor = frame[descriptorAt];
        var isSingleSegment = (descriptor & 0x20) != 0;
        var contentSizeLength = descriptor >> 6 == 0 && isSingleSegment ? 1 : ContentSizeLengths[descriptor >> 6];
        var at = descriptorAt + 1 + (isSingleSegment ? 0 : 1) + DictionaryIdLengths[descriptor & 3] + contentSizeLength;
        ulong most = 0;
        while (at + BlockHeaderLength <= frame.Length)
        {
            var header = frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16);
            var (isLast, type, size) = ((header & 1) != 0, (header >> 1) & 3, header >> 3);
            at += BlockHeaderLength + (type == RunLengthBlock ? 1 : size);
            most += LargestBlock;
            if (isLast)
            {
                break;
            }
        }

        return most;
    }
}
