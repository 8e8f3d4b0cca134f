using System.Globalization;
using Interop.Fuzz;

var executions = 1_000_000L;
var seconds = 3600;
var seed = (int)(TimeProvider.System.GetTimestamp() & 0x7fffffff);
var folder = "findings";
Corpus? kept = null;
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--executions" when i + 1 < args.Length:
            executions = long.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--seconds" when i + 1 < args.Length:
            seconds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--seed" when i + 1 < args.Length:
            seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--findings" when i + 1 < args.Length:
            folder = args[++i];
            break;
        case "--corpus" when i + 1 < args.Length:
            kept = new Corpus(args[++i]);
            break;
        case ['-', ..]:
            Console.Error.WriteLine("Interop.Fuzz [TARGET...] [--executions N] [--seconds S] [--seed N] [--findings FOLDER] [--corpus FOLDER]");
            Console.Error.WriteLine("Inputs with outcomes of their own are added to the corpus, and the next run starts from them.");
            Console.Error.WriteLine($"Each target runs N executions (default 1,000,000) or S seconds. Targets: {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}.");
            return 2;
        default:
            names.Add(args[i]);
            break;
    }
}

var targets = FuzzTargets.All.Where(t => names.Count == 0 || names.Contains(t.Name)).ToList();
if (targets.Count == 0 || names.Exists(name => targets.TrueForAll(t => t.Name != name)))
{
    Console.Error.WriteLine($"No such target. There are: {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}.");
    return 2;
}

Console.WriteLine($"seed {seed}");
Console.WriteLine("target          executions    per second    refused   outcomes   most allocated   findings");
var total = 0;
foreach (var target in targets)
{
    var fuzzer = new Fuzzer(target, seed, [.. Corpus.Committed.Load(target.Name), .. kept?.Load(target.Name) ?? []]);
    var started = TimeProvider.System.GetTimestamp();
    IReadOnlyList<Finding> findings;
    using (new Watchdog(fuzzer, target.Name, folder))
    {
        findings = fuzzer.Run(executions, TimeSpan.FromSeconds(seconds));
    }

    var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    total += findings.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{target.Name,-12}{fuzzer.Executions,14:N0}{fuzzer.Executions / elapsed,14:N0}{(double)fuzzer.Refused / fuzzer.Executions,11:P0}{fuzzer.Outcomes,11:N0}{fuzzer.MostAllocated,17:N0}{findings.Count,11}"));
    foreach (var finding in findings)
    {
        Console.WriteLine($"  {finding.Save(folder)}: {finding.What.Split('\n')[0]}");
    }

    if (kept is not null)
    {
        Console.WriteLine($"  {kept.Add(target.Name, fuzzer.Discoveries())} inputs added to the corpus");
    }
}

return total == 0 ? 0 : 1;
