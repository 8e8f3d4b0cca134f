using System.Buffers;
using System.Diagnostics;

namespace Interop.Fuzz;

/// <summary>Runs one target over mutated inputs. An input whose outcome was not seen before joins the pool, which stands in for
/// coverage.</summary>
/// <param name="target">The parser.</param>
/// <param name="seed">Of the mutations.</param>
/// <param name="corpus">Inputs to start from besides the target's own.</param>
internal sealed class Fuzzer(FuzzTarget target, int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MaxPool = 4096;
    private const int MaxDiscoveries = 1000;
    private const int MaxKept = 8 * 1024;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"");

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _seeds = [.. target.Seeds, .. corpus];
    private readonly List<byte[]> _pool = [.. target.Seeds, .. corpus];
    private readonly List<(byte[] Input, Outcome Outcome)> _discoveries = [];
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
        foreach (var input in _seeds)
        {
            // Twice: the first run also fills the tables that the parser makes once.
            Execute(input, null);
            Execute(input, findings);
        }

        _discoveries.Clear();

        while (Executions < executions && findings.Count < 10 && clock.Elapsed < limit && !cancelled.IsCancellationRequested)
        {
            var from = _pool[_random.Next(_pool.Count)];
            Execute(mutator.Mutate(from, _pool[_random.Next(_pool.Count)]), findings);
        }

        return findings;
    }

    /// <summary>What the run found that none of its seeds shows, made short: refusals first, of which each is a way of its own through the
    /// parser.</summary>
    public IEnumerable<byte[]> Discoveries() => _discoveries
        .OrderBy(found => !found.Outcome.IsRefusal).ThenBy(found => found.Input.Length)
        .Select(found => Minimizer.Shrink(found.Input, input => Try(input) == found.Outcome));

    /// <summary>Parses an input.</summary>
    public Outcome Try(byte[] input)
    {
        try
        {
            return new Outcome(target.Run(input), IsRefusal: false, Fault: null);
        }
        catch (Exception e) when (target.IsDocumented(e))
        {
            return new Outcome(WithoutFigures(e.Message), IsRefusal: true, Fault: null);
        }
        catch (Exception e)
        {
            return new Outcome(e.Message, IsRefusal: false, e);
        }
    }

    private void Execute(byte[] input, List<Finding>? findings)
    {
        Executions++;
        Volatile.Write(ref _current, input);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Try(input);
        Refused += outcome.IsRefusal ? 1 : 0;
        if (outcome.Fault is { } fault)
        {
            findings?.Add(new Finding(target.Name, input, $"{fault.GetType()}: {fault.Message}\n{fault.StackTrace}"));
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
                $"{allocated} bytes allocated for {input.Length}, allowed are {target.Budget(input.Length)}; outcome: {outcome.Text}"));
        }

        Keep(input, outcome);
    }

    private void Keep(byte[] input, Outcome outcome)
    {
        if (input.Length > MaxKept || _outcomes.Count >= 100_000 || !_outcomes.Add(outcome.Text))
        {
            return;
        }

        if (_discoveries.Count < MaxDiscoveries || outcome.IsRefusal)
        {
            _discoveries.Add((input, outcome));
        }

        if (_pool.Count < MaxPool)
        {
            _pool.Add(input);
        }
        else
        {
            _pool[_random.Next(_seeds.Count, _pool.Count)] = input;
        }
    }

    // Figures, quoted text and anything long differ from input to input; the sentence is what tells refusals apart. What is quoted may hold
    // quotes itself.
    private static string WithoutFigures(string message)
    {
        var (first, last) = (message.AsSpan().IndexOfAny(Quotes), message.AsSpan().LastIndexOfAny(Quotes));
        var sentence = first < 0 ? message : message.Remove(first, last + 1 - first);
        return string.Concat(sentence.Where(c => char.IsAscii(c) && !char.IsAsciiDigit(c)).Take(80));
    }
}
