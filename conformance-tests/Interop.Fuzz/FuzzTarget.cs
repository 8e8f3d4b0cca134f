namespace Interop.Fuzz;

/// <summary>One parser under attack.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Well-formed and known hostile inputs that mutation starts from.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces of the format's grammar that mutation inserts.</summary>
    public abstract IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>Bytes that one execution may allocate for an input of this length.</summary>
    public virtual long Budget(int length) => 256 * 1024 + 512L * length;

    /// <summary>Parses. A text that tells outcomes apart is the answer; a documented refusal is an exception.</summary>
    public abstract string Run(byte[] input);

    /// <summary>True for the exceptions that the parser documents.</summary>
    public abstract bool IsDocumented(Exception exception);
}
