using Interop.Testing;

namespace Interop.Fuzz;

/// <summary>Inputs with an outcome of their own, kept for later runs to start from: a file for each target, an input a line, in base64.</summary>
internal sealed class Corpus(string folder)
{
    /// <summary>Most inputs of one target.</summary>
    public const int Most = 300;

    /// <summary>Longest input, once it is as short as its outcome allows.</summary>
    public const int Longest = 1024;

    /// <summary>The one beside the sources, which every run starts from.</summary>
    public static Corpus Committed { get; } = new(RepositoryRoot.Combine("conformance-tests", "Interop.Fuzz", "corpus"));

    /// <summary>The inputs of a target; none when nothing was kept for it yet.</summary>
    public IReadOnlyList<byte[]> Load(string target) =>
        File.Exists(PathOf(target)) ? [.. File.ReadLines(PathOf(target)).Select(Convert.FromBase64String)] : [];

    /// <summary>Adds inputs as far as there is room; returns how many were.</summary>
    public int Add(string target, IEnumerable<byte[]> inputs)
    {
        var known = Load(target).Select(Convert.ToBase64String).ToList();
        var added = inputs.Where(input => input.Length <= Longest).Select(Convert.ToBase64String)
            .Except(known).Take(Math.Max(0, Most - known.Count)).ToList();
        Directory.CreateDirectory(folder);
        File.AppendAllLines(PathOf(target), added);
        return added.Count;
    }

    private string PathOf(string target) => Path.Combine(folder, target + ".txt");
}
