namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>What stands for the length of a text in a frame that is not written as UTF-8.</summary>
internal static class FrameText
{
    public const int Null = -1;
    public const int Utf16 = -2;
    public const int Uuid = -3;
    public const int UuidSize = 16;

    /// <summary>True of a UUID as Python prints it, so that nothing is lost.</summary>
    public static bool IsUuid(string text, out Guid uuid)
    {
        uuid = default;
        Span<char> again = stackalloc char[36];
        return text.Length == again.Length && Guid.TryParseExact(text, "D", out uuid)
            && uuid.TryFormat(again, out _, "D") && text.AsSpan().SequenceEqual(again);
    }
}
