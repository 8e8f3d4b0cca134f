using System.Text.Json;
using Interop.Protocol.Errors;

namespace Interop.Testing;

/// <summary>Runs one check over many golden cases and names those that fail, so that a difference shows its pattern.</summary>
public sealed class GoldenMismatches
{
    private readonly List<string> _found = [];

    /// <summary>How many cases were checked.</summary>
    public int Checked { get; private set; }

    /// <summary>The failing cases, each with its reason.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>What failed, a case a line.</summary>
    public string Report => $"{_found.Count} of {Checked} differ:\n{string.Join('\n', _found.Take(60))}";

    /// <summary>Checks one case; <paramref name="check"/> gives what is wrong, or null.</summary>
    public void Check(string name, JsonElement golden, Func<JsonElement, string?> check)
    {
        Checked++;
        try
        {
            if (check(golden) is { } wrong)
            {
                _found.Add($"{name}: {wrong}");
            }
        }
        catch (ProtocolException e)
        {
            _found.Add($"{name}: {e.GetType().Name}: {e.Message}");
        }
    }
}
