namespace Interop.Protocol.Serialization.Pickle;

/// <summary>How pickles are read and written. Immutable; change it with <c>with</c>.</summary>
/// <remarks>Reading allocates at most 64 KiB and 256 bytes per byte of the pickle, whatever the pickle says, and never recurses
/// deeper than <see cref="MaxDepth"/>.</remarks>
public sealed record PickleOptions
{
    /// <summary>The highest protocol that is read and written.</summary>
    public const int HighestProtocol = 5;

    private const int DeepestNesting = 512;

    private int _protocol = 4;
    private int _maxDepth = DeepestNesting;

    /// <summary>The defaults: protocol 4, ASCII rule for Python 2, the built-in types.</summary>
    public static PickleOptions Default { get; } = new();

    /// <summary>Protocol that is written, 0 to 5. Default 4, as kombu 5.1 and later (its environment variable:
    /// <c>PICKLE_PROTOCOL</c>). Every protocol is read, whatever is chosen here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 5.</exception>
    public int Protocol
    {
        get => _protocol;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, HighestProtocol);
            _protocol = value;
        }
    }

    /// <summary>What becomes of a Python 2 <c>str</c>. Default <see cref="PickleLegacyText.Ascii"/>, as Python 3.</summary>
    public PickleLegacyText LegacyText { get; init; } = PickleLegacyText.Ascii;

    /// <summary>Deepest nesting that is read and written, 1 to 512 levels. Default 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 512.</exception>
    public int MaxDepth
    {
        get => _maxDepth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DeepestNesting);
            _maxDepth = value;
        }
    }

    /// <summary>Most values in one pickle; what is shared counts wherever it stands, so that no small pickle becomes a large walk.
    /// Default 4,000,000.</summary>
    public int MaxValues { get; init; } = 4_000_000;

    /// <summary>Most entries of the memo. Default 1,000,000.</summary>
    public int MaxMemo { get; init; } = 1_000_000;

    /// <summary>Longest integer in decimal digits. Default 4300, as JSON and CPython's own limit for text.</summary>
    public int MaxIntegerDigits { get; init; } = 4300;

    /// <summary>Types beyond the built-in allow list, both ways. Default none.</summary>
    public PickleTypeRegistry Types { get; init; } = PickleTypeRegistry.Empty;

    /// <summary>What the kombu of a release writes: protocol 2 for Celery 5.0, 4 since.</summary>
    public static PickleOptions For(CeleryRelease release) => Default with { Protocol = release >= CeleryRelease.V52 ? 4 : 2 };
}
