using System.Text;
using Interop.Client.Results;
using Interop.Protocol.Results;

namespace Interop.Tool.Commands;

/// <summary>Prints results for people.</summary>
internal static class ResultPrinter
{
    public static async Task<int> WaitAsync(AsyncResult result, double seconds, ToolConsole console, CancellationToken cancellationToken)
    {
        var meta = await result.WaitAsync(TimeSpan.FromSeconds(seconds), propagate: false, cancellationToken: cancellationToken);
        await console.Text.WriteLineAsync($"{meta.Status}: {Describe(meta)}");
        return meta.Error is null ? ToolConsole.Ok : ToolConsole.Failed;
    }

    public static string Describe(ResultMeta meta) => meta.Error?.ToString() ?? meta.ResultValue?.ToString() ?? Encoding.UTF8.GetString(meta.ResultJson.Span);
}
