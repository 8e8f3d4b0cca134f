using Interop.Protocol.Values;
using Interop.Worker.Registration;
using Microsoft.Extensions.Logging;

namespace InteropWorker.Tasks;

/// <summary>Tasks that compute, sleep or write.</summary>
internal static class PlainTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("identity", (WireValue x) => x);
        worker.Map("add", Add);
        worker.Map("mul", Operands.Multiply);
        worker.Map("add_not_typed", (WireValue x, WireValue y) => Operands.Add(x, y));
        worker.Map("add_ignore_result", (WireValue x, WireValue y) => Operands.Add(x, y)).WithIgnoreResult();
        worker.Map("tsum", (WireValue nums) => Operands.Sum(nums));
        worker.Map("xsum", SumOfSums);
        worker.Map("delayed_sum", DelayedSumAsync);
        worker.Map("delayed_sum_with_soft_guard", GuardedSumAsync);
        worker.Map("sleeping", SleepAsync);
        worker.Map("print_unicode", PrintUnicode);
        worker.Map("write_to_file_and_return_int", WriteToFileAsync);
        worker.Map("return_exception", (WireValue e) => WireValue.List([e, true]));
        worker.Map("replaced_with_me", () => true);
        worker.Map("add_pydantic", AddModels);
        worker.Map("add_pydantic_string_annotations", AddModels);
    }

    private static WireValue Add(WireValue x, WireValue y, WireValue z = default) =>
        Operands.IsTrue(z) ? Operands.Add(Operands.Add(x, y), z) : Operands.Add(x, y);

    private static WireValue SumOfSums(IReadOnlyList<WireValue> nums) => Operands.Sum(WireValue.List(
        [.. nums.Select(item => item.Kind == WireKind.List ? Operands.Sum(item) : item)]));

    private static async Task<WireValue> DelayedSumAsync(
        WireValue numbers, CancellationToken cancellationToken, double pauseTime = 1)
    {
        await PauseAsync(pauseTime, cancellationToken);
        return Operands.Sum(numbers);
    }

    /// <summary>The soft time limit ends the pause, not the task.</summary>
    private static async Task<WireValue> GuardedSumAsync(
        WireValue numbers, CancellationToken cancellationToken, double pauseTime = 1)
    {
        try
        {
            return await DelayedSumAsync(numbers, cancellationToken, pauseTime);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static Task SleepAsync(
        double i, [KeywordArguments] Dictionary<string, WireValue> ignored, CancellationToken cancellationToken) =>
        PauseAsync(i, cancellationToken);

    private static void PrintUnicode(
        [FromServices] ILoggerFactory loggers, WireValue logMessage = default, WireValue printMessage = default)
    {
        WorkerLog.Say(loggers.CreateLogger("t.integration.tasks"), Shown(logMessage, "håå®ƒ valmuefrø"));
        Console.WriteLine(Shown(printMessage, "hiöäüß"));
    }

    private static string Shown(WireValue value, string standard) => value.IsNone ? standard : value.ToString();

    private static async Task<WireValue> WriteToFileAsync(string fileName, WireValue i)
    {
        await File.AppendAllTextAsync(fileName, $"{i}\n");
        return i;
    }

    private static Dictionary<string, long> AddModels(Summands data) => new() { ["result"] = data.X + data.Y };

    private static Task PauseAsync(double seconds, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);

    private sealed record Summands(long X, long Y);
}
