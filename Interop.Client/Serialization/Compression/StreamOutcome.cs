namespace Interop.Client.Serialization.Compression;

/// <summary>How the decoding of one compressed stream ended.</summary>
internal enum StreamOutcome
{
    /// <summary>At its end marker.</summary>
    Complete,

    /// <summary>At the end of the input, before the end marker.</summary>
    Truncated,

    /// <summary>At bytes that cannot stand there.</summary>
    Damaged,

    /// <summary>At the bound on what may come out.</summary>
    TooLong,
}
