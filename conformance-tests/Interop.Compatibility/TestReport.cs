using System.Xml.Linq;
using Interop.Testing;

namespace Interop.Compatibility;

/// <summary>What xunit writes with <c>--report-xunit</c>: the tests that name a capability.</summary>
public sealed class TestReport
{
    private readonly SortedDictionary<string, CapabilityCount> _rows = new(StringComparer.Ordinal);

    /// <summary>Every such test once.</summary>
    public CapabilityCount All { get; private set; }

    /// <summary>By the value of the trait <see cref="Capabilities.Trait"/>.</summary>
    public IReadOnlyDictionary<string, CapabilityCount> Rows => _rows;

    /// <summary>Counts the tests of one report in; tests without the trait are left out, and explicit ones, which are run by hand.</summary>
    /// <exception cref="InvalidDataException">The report names an outcome that is unknown.</exception>
    public void Add(XDocument report)
    {
        foreach (var test in report.Descendants("test"))
        {
            var capabilities = test.Descendants("trait")
                .Where(trait => (string?)trait.Attribute("name") == Capabilities.Trait)
                .Select(trait => (string)trait.Attribute("value")!)
                .Distinct(StringComparer.Ordinal).ToList();
            if (capabilities.Count == 0 || (string?)test.Attribute("result") == "NotRun")
            {
                continue;
            }

            var outcome = Outcome(test);
            All += outcome;
            foreach (var capability in capabilities)
            {
                _rows[capability] = _rows.GetValueOrDefault(capability) + outcome;
            }
        }
    }

    private static CapabilityCount Outcome(XElement test) => (string?)test.Attribute("result") switch
    {
        "Pass" => new(Passed: 1, Failed: 0, Skipped: 0),
        "Fail" => new(Passed: 0, Failed: 1, Skipped: 0),
        "Skip" => new(Passed: 0, Failed: 0, Skipped: 1),
        var other => throw new InvalidDataException($"{(string?)test.Attribute("name")} has the unknown outcome '{other}'."),
    };
}
