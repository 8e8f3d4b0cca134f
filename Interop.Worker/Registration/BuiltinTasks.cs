using Interop.Client;
using Interop.Worker.Registration.Binding;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Registration;

/// <summary>The tasks every Celery worker has. Celery: <c>celery/app/builtins.py</c>.</summary>
internal static class BuiltinTasks
{
    /// <summary>Built-ins that take canvas we cannot run yet; their messages are left to other members of the fleet.</summary>
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        "celery.chain", "celery.chord", "celery.chord_unlock", "celery.chunks", "celery.group", "celery.map", "celery.starmap",
    };

    /// <summary>True for a built-in task of Celery that only a Python member of the fleet can run.</summary>
    public static bool IsForOthers(string taskName) => Elsewhere.Contains(taskName);

    public static IEnumerable<TaskDefinition> All(CeleryApp app)
    {
        // Redis, rpc and file records expire or are nobody's to clean; the backends that need it are swept by Python.
        yield return Define("celery.backend_cleanup", () => { });
        yield return Define("celery.accumulate", Accumulate);

        TaskDefinition Define(string name, Delegate code) => new(
            name, ArgumentBinder.Bind(name, code, app.Codec), new TaskOptions(), app.Options, app.Loggers.CreateLogger(name));
    }

    /// <summary>Its arguments, or the one at <c>index</c>; what a group that replaces a task is gathered by.</summary>
    private static Protocol.Values.WireValue Accumulate(
        [KeywordArguments] Dictionary<string, Protocol.Values.WireValue> kwargs, params Protocol.Values.WireValue[] args)
    {
        if (!kwargs.TryGetValue("index", out var index) || index.IsNone)
        {
            return Protocol.Values.WireValue.List(args);
        }

        var at = (int)index.AsInt64();
        at = at < 0 ? at + args.Length : at;
        return at >= 0 && at < args.Length
            ? args[at]
            : throw new ArgumentMismatchException("tuple index out of range");
    }
}
