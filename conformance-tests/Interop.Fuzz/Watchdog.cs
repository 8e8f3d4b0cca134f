namespace Interop.Fuzz;

/// <summary>Ends the process when one execution does not: a parser that hangs cannot be stopped otherwise.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Timer _timer;

    public Watchdog(Fuzzer fuzzer, string target, string folder)
    {
        _timer = new Timer(_ => Look(fuzzer, target, folder), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _timer.Dispose();

    private static void Look(Fuzzer fuzzer, string target, string folder)
    {
        var (input, elapsed) = fuzzer.Current;
        if (fuzzer.Executions > 0 && elapsed > Longest)
        {
            var path = new Finding(target, input, $"Still running after {elapsed.TotalSeconds:N0} seconds.").Save(folder);
            Console.Error.WriteLine($"{target} hangs on {path}.");
            Environment.Exit(1);
        }
    }
}
