using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration;

/// <summary>The tasks behind canvas. Celery: <c>celery/app/builtins.py</c>.</summary>
internal static class BuiltinCanvas
{
    /// <summary>Looks whether the parts of a chord are done, again and again, and sends its body then: for backends that do not count.</summary>
    public static async Task UnlockChordAsync(
        TaskContext context, string groupId, Signature callback, double? interval = null, int? maxRetries = null,
        IReadOnlyList<WireValue>? result = null, [KeywordArguments] IReadOnlyDictionary<string, WireValue>? more = null)
    {
        var header = new ResultTuple(groupId, null, [.. (result ?? []).Select(ResultTupleCodec.Read)]);
        var countdown = interval is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        bool isReady;
        try
        {
            isReady = await context.App.Result(header).IsReadyAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (CeleryException e)
        {
            throw context.Retry(e, countdown, maxRetries: maxRetries);
        }

        if (!isReady)
        {
            throw context.Retry(countdown: countdown, maxRetries: maxRetries);
        }

        await context.UnlockAsync(callback, header).ConfigureAwait(false);
    }

    public static async Task<ResultTuple> ChunksAsync(TaskContext context, WireValue task, WireValue it, WireValue n) =>
        await context.App.Publisher.SendSignatureAsync(
            new Signature("celery.chunks")
            {
                Kwargs = new WireMap().With("task", task).With("it", it).With("n", n), SubtaskType = "chunks", Immutable = true,
            },
            SignatureCall.Empty, context.CancellationToken).ConfigureAwait(false);

    /// <summary>What senders before Celery 3.1 send for a group.</summary>
    public static async Task<ResultTuple> GroupAsync(
        TaskContext context, IReadOnlyList<Signature> tasks, WireValue result, string groupId, IReadOnlyList<WireValue> partialArgs,
        bool addToParent = true)
    {
        var handle = ResultTupleCodec.Read(result);
        foreach (var task in tasks)
        {
            var member = task.Immutable ? task : task with { Args = [.. partialArgs, .. task.Args] };
            var call = new SignatureCall { GroupId = groupId, Options = new TaskSendOptions { AddToParent = false } };
            await context.App.Publisher.SendSignatureAsync(member, call, context.CancellationToken).ConfigureAwait(false);
        }

        if (addToParent)
        {
            context.AddChild(handle);
        }

        return handle;
    }

    /// <summary>What senders before Celery 3.1 send for a chord.</summary>
    public static async Task<ResultTuple> ChordAsync(
        TaskContext context, WireValue header, WireValue body, IReadOnlyList<WireValue>? partialArgs = null, WireValue interval = default,
        WireValue countdown = default, WireValue maxRetries = default, bool eager = false,
        [KeywordArguments] IReadOnlyDictionary<string, WireValue>? options = null)
    {
        var map = new WireMap();
        foreach (var (name, value) in options ?? new Dictionary<string, WireValue>())
        {
            map.Set(name, value);
        }

        var chord = new Signature("celery.chord", [.. partialArgs ?? []])
        {
            Kwargs = new WireMap().With("header", header).With("body", body), Options = map, SubtaskType = "chord",
        };
        return await context.App.Publisher.SendSignatureAsync(chord, SignatureCall.Empty, context.CancellationToken).ConfigureAwait(false);
    }

    public static void Chain(
        [KeywordArguments] IReadOnlyDictionary<string, WireValue> kwargs, params WireValue[] args) =>
        throw new NotSupportedException("chain is not a real task");
}
