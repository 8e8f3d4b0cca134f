using System.Diagnostics;
using System.Text;

namespace Interop.Fuzz;

/// <summary>Runs one target over mutated inputs. An input whose outcome was not seen before joins the pool, which stands in for
/// coverage: outcomes are the kinds of value that came out, or the refusal's text without its figures.</summary>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int MaxPool = 4096;
    private const int MaxKept = 8 * 1024;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = [.. target.Seeds];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private long _started;
    private byte[] _current = [];

    /// <summary>Inputs executed so far.</summary>
    public long Executions { get; private set; }

    /// <summary>Of these, the ones that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Different outcomes seen.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>Most bytes that one execution allocated.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>The input being parsed and for how long; for whoever watches from another thread.</summary>
    public (byte[] Input, TimeSpan Elapsed) Current => (_current, Stopwatch.GetElapsedTime(Volatile.Read(ref _started)));

    /// <summary>Runs until that many executions are done or the time is over, whichever comes first.</summary>
    /// <returns>What was found, at most ten.</returns>
    public IReadOnlyList<Finding> Run(long executions, TimeSpan limit, CancellationToken cancelled = default)
    {
        var findings = new List<Finding>();
        var mutator = new Mutator(_random, target.Tokens);
        var clock = Stopwatch.StartNew();
        foreach (var input in target.Seeds)
        {
            // Twice: the first run also fills the tables that the parser makes once.
            Execute(input, null);
            Execute(input, findings);
        }

        while (Executions < executions && findings.Count < 10 && clock.Elapsed < limit && !cancelled.IsCancellationRequested)
        {
            var from = _pool[_random.Next(_pool.Count)];
            Execute(mutator.Mutate(from, _pool[_random.Next(_pool.Count)]), findings);
        }

        return findings;
    }

    private void Execute(byte[] input, List<Finding>? findings)
    {
        Executions++;
        Volatile.Write(ref _current, input);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        var before = GC.GetAllocatedBytesForCurrentThread();
        string outcome;
        try
        {
            outcome = target.Run(input);
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            Refused++;
            outcome = WithoutFigures(e.Message);
        }
        catch (Exception e)
        {
            findings?.Add(new Finding(target.Name, input, $"{e.GetType()}: {e.Message}\n{e.StackTrace}"));
            return;
        }

        if (findings is null)
        {
            return;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, allocated);
        if (allocated > target.Budget(input.Length))
        {
            findings.Add(new Finding(target.Name, input,
                $"{allocated} bytes allocated for {input.Length}, allowed are {target.Budget(input.Length)}; outcome: {outcome}"));
        }

        Keep(input, outcome);
    }

    private void Keep(byte[] input, string outcome)
    {
        if (input.Length > MaxKept || _outcomes.Count >= 100_000 || !_outcomes.Add(outcome))
        {
            return;
        }

        if (_pool.Count < MaxPool)
        {
            _pool.Add(input);
        }
        else
        {
            _pool[_random.Next(target.Seeds.Count, _pool.Count)] = input;
        }
    }

    // Figures, quoted text and anything long differ from input to input; the sentence is what tells refusals apart.
    private static string WithoutFigures(string message)
    {
        var text = new StringBuilder(80);
        var quoted = false;
        foreach (var c in message)
        {
            quoted ^= c is '\'' or '"';
            if (!quoted && !char.IsAsciiDigit(c) && char.IsAscii(c) && text.Length < 80)
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
