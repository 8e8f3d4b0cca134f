using System.Globalization;
using Interop.Client;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration.Binding;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Registration;

/// <summary>The tasks every Celery worker has. Celery: <c>celery/app/builtins.py</c>.</summary>
internal static class BuiltinTasks
{
    public static IEnumerable<TaskDefinition> All(CeleryApp app)
    {
        // Redis, rpc and file records expire or are nobody's to clean; the backends that need it are swept by Python.
        yield return Define("celery.backend_cleanup", () => { });
        yield return Define("celery.accumulate", Accumulate);
        yield return Define("celery.map", (WireMap task, WireValue it, TaskContext context) =>
            ForEachAsync(context, task, it, item => [item]));
        yield return Define("celery.starmap", (WireMap task, WireValue it, TaskContext context) =>
            ForEachAsync(context, task, it, item => item.AsItems()));
        yield return Define(
            "celery.chord_unlock", BuiltinCanvas.UnlockChordAsync,
            new TaskOptions { MaxRetries = null, RetryDelay = app.Options.ResultChordRetryInterval, IgnoreResult = true });
        yield return Define("celery.chunks", BuiltinCanvas.ChunksAsync);
        yield return Define("celery.group", BuiltinCanvas.GroupAsync);
        yield return Define("celery.chord", BuiltinCanvas.ChordAsync, new TaskOptions { IgnoreResult = false });
        yield return Define("celery.chain", BuiltinCanvas.Chain);

        TaskDefinition Define(string name, Delegate code, TaskOptions? options = null) => new(
            name, ArgumentBinder.Bind(name, code, app.Codec), options ?? new TaskOptions(), app.Options, app.Loggers.CreateLogger(name));
    }

    /// <summary>Its arguments, or the one at <c>index</c>; what a group that replaces a task is gathered by.</summary>
    private static WireValue Accumulate([KeywordArguments] Dictionary<string, WireValue> kwargs, params WireValue[] args)
    {
        if (!kwargs.TryGetValue("index", out var index) || index.IsNone)
        {
            return WireValue.List(args);
        }

        var at = index.AsInt64();
        at = at < 0 ? at + args.Length : at;
        return at >= 0 && at < args.Length
            ? args[(int)at]
            : throw new ArgumentMismatchException($"tuple index {index} is out of range: there are {args.Length.ToString(CultureInfo.InvariantCulture)} arguments");
    }

    /// <summary>Runs a task of this worker for every item, one after the other, within this run. As in Python the signature's own arguments
    /// do not count.</summary>
    private static async Task<IReadOnlyList<WireValue>> ForEachAsync(
        TaskContext context, WireMap task, WireValue items, Func<WireValue, IReadOnlyList<WireValue>> arguments)
    {
        var name = task["task"]?.AsStringOrNull() ?? "";
        var results = new List<WireValue>();
        foreach (var item in items.AsItems())
        {
            var inner = context.ForInlineCall(name, new TaskArguments { ArgsValues = arguments(item) });
            try
            {
                results.Add((await inner.Definition.Invoker.InvokeAsync(inner).ConfigureAwait(false)).ToValue());
            }
            finally
            {
                await inner.DisposeScopeAsync().ConfigureAwait(false);
            }
        }

        return results;
    }
}
