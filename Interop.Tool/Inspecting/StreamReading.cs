namespace Interop.Tool.Inspecting;

/// <summary>Reads input whole, up to a bound.</summary>
internal static class StreamReading
{
    public const int Longest = 256 * 1024 * 1024;

    public static byte[] ReadAll(Stream input)
    {
        using var memory = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = input.Read(chunk)) > 0;)
        {
            if (memory.Length + read > Longest)
            {
                throw new ToolFailedException($"The input is longer than {Longest} bytes.");
            }

            memory.Write(chunk, 0, read);
        }

        return memory.ToArray();
    }
}
