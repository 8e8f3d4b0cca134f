using System.Globalization;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>What a worker of a release does with a message: the same steps in the same order, without running anything. The task is taken
/// to be registered, the pool to be the default one (prefork).</summary>
/// <remarks>Celery: <c>Consumer.create_task_handler</c>, <c>celery/worker/strategy.py</c>, <c>Request.__init__</c>,
/// <c>celery/app/trace.py</c>. Proven against real workers by <c>python-fixtures/verdicts</c>.</remarks>
internal sealed class PythonWorker(InspectionOptions options)
{
    private const string NotAMapping = "Task keyword arguments must be a mapping";

    private readonly record struct Call(WireValue Payload, WireMap Headers, bool IsHybrid);

    public Judgement Judge(PythonMessage message, PythonBody body)
    {
        if (message.Damage is not null || (body.Fault is not null && WireText.IsTruthy(message.HeaderMap["compression"] ?? WireValue.None)))
        {
            return Judgement.Lose($"{body.Fault}");
        }

        return message.HeaderMap["task"] is { } type ? JudgeV2(message, body, type) : JudgeV1(message, body);
    }

    private Judgement JudgeV2(PythonMessage message, PythonBody body, WireValue type)
    {
        if (UnknownType(type) is { } unknown)
        {
            return unknown;
        }

        if (body.Refusal is { } refusal)
        {
            return Judgement.Refuse(refusal + " The worker rejects the message without requeue.");
        }

        if (Unreadable(body) is { } unreadable)
        {
            return unreadable;
        }

        var payload = body.Judged ?? WireValue.None;
        switch (PythonValues.Contains(payload, "args"))
        {
            case null:
                return Judgement.Die($"The body is {Missing(message, payload)}, where the worker looks for 'args' in it.");
            case true:
                return JudgeHybrid(message, payload);
            default:
                return JudgeCall(message, new Call(payload, message.HeaderMap, IsHybrid: false));
        }
    }

    private Judgement JudgeV1(PythonMessage message, PythonBody body)
    {
        if (body.Refusal is { } refusal)
        {
            return Judgement.Refuse(refusal + " The worker acknowledges the message; it is gone.");
        }

        if (body.Crash is not null || body.Fault is not null)
        {
            return Judgement.Lose($"{body.Crash ?? body.Fault}");
        }

        if (body.Unjudged is { } unjudged)
        {
            return Judgement.Run(unjudged);
        }

        var payload = body.Judged ?? WireValue.None;
        if (!payload.TryGetMap(out var fields) || fields["task"] is not { } type)
        {
            return message.Body.Kind is WireKind.Bytes
                ? Judgement.Reject(
                    $"Unknown message: no header 'task', and the body is {PythonValues.TypeName(payload)}"
                    + (payload.TryGetMap(out _) ? " without 'task'." : "."))
                : Judgement.Die("Unknown message, and the worker fails to log it, as it has no body.");
        }

        return UnknownType(type) ?? (fields["args"] is not null
            ? JudgeHybrid(message, payload)
            : NamedArguments(fields) ?? JudgeCall(message, new Call(Triple(fields), fields, IsHybrid: true)));
    }

    // A v1 body, under headers of either protocol. Celery: hybrid_to_proto2.
    private Judgement JudgeHybrid(PythonMessage message, WireValue payload)
    {
        if (!payload.TryGetMap(out var fields))
        {
            return Judgement.Reject($"{NotAMapping}: the body is {PythonValues.TypeName(payload)} with 'args' in it.");
        }

        if (NamedArguments(fields) is { } invalid)
        {
            return invalid;
        }

        var headers = new WireMap(8)
            .With("task", fields["task"] ?? WireValue.None)
            .With("id", fields["id"] ?? WireValue.None)
            .With("eta", fields["eta"] ?? WireValue.None)
            .With("expires", fields["expires"] ?? WireValue.None)
            .With("timelimit", fields["timelimit"] ?? WireValue.None);
        foreach (var (key, value) in message.HeaderMap)
        {
            headers.Set(key, value);
        }

        return JudgeCall(message, new Call(Triple(fields), headers, IsHybrid: true));
    }

    private Judgement JudgeCall(PythonMessage message, Call call)
    {
        if (call.Headers["id"] is not { } id)
        {
            return Judgement.Die("The task has no 'id' (KeyError).");
        }

        if (Time("eta", call.Headers) is { } badEta)
        {
            return badEta;
        }

        if (Time("expires", call.Headers) is { } badExpires)
        {
            return badExpires;
        }

        var parts = PythonValues.Iterate(call.Payload);
        if (parts is not [var args, var kwargs, var embed])
        {
            var found = Missing(message, call.Payload);
            return Judgement.Die(parts is null
                ? $"The body is {found}, expected [args, kwargs, embed]."
                : $"The body is {found} of {parts.Count.ToString(CultureInfo.InvariantCulture)} elements, expected three: [args, kwargs, embed].");
        }

        if (!PythonValues.IsHashable(id))
        {
            return Judgement.Die($"The id is {PythonValues.TypeName(id)}, which the worker cannot look up among the revoked ids.");
        }

        var limits = call.Headers["timelimit"] is { } given && WireText.IsTruthy(given) ? given : WireValue.List([WireValue.None, WireValue.None]);
        if (PythonValues.Iterate(limits) is not [_, _])
        {
            return Judgement.Die($"The time limit is {PythonValues.Show(limits)}, expected [hard, soft].");
        }

        if (!call.IsHybrid && WireText.IsTruthy(embed) && !embed.TryGetMap(out _))
        {
            return Judgement.Lose($"The third element of the body is {PythonValues.TypeName(embed)}, expected a map: an error inside the pool. "
                + "(A worker with the solo pool ends.)");
        }

        if (!kwargs.TryGetMap(out _))
        {
            return Judgement.Lose($"The keyword arguments are {PythonValues.TypeName(kwargs)}, expected a map: an internal error, and no result.");
        }

        return Judgement.Run(RunReason(call, id, args));
    }

    private string RunReason(Call call, WireValue id, WireValue args)
    {
        var reason = call.IsHybrid && call.Headers["task"] is not null ? "A v1 task." : "A v2 task.";
        if (PythonValues.Iterate(args) is null)
        {
            reason += $" The positional arguments are {PythonValues.TypeName(args)}: the call fails with TypeError, which is stored.";
        }
        else if (!args.IsSequence)
        {
            reason += $" The positional arguments are {PythonValues.TypeName(args)}: Python passes its parts one by one.";
        }

        if (id.Kind is not (WireKind.String or WireKind.Uuid))
        {
            reason += $" The id is {PythonValues.TypeName(id)}: storing the result fails.";
        }

        if (PythonTimes.Read(call.Headers["eta"] ?? WireValue.None, options.Release) is (PythonTimes.Outcome.Time, var eta))
        {
            reason += $" It waits for its eta, {eta}.";
        }

        if (PythonTimes.Read(call.Headers["expires"] ?? WireValue.None, options.Release) is (PythonTimes.Outcome.Time, var expires))
        {
            reason += options.Now is { } now && now > expires.ToDateTimeOffset()
                ? $" It expired at {expires}: the worker records REVOKED ('expired') instead of calling the task."
                : $" It expires at {expires}: from then on a worker records REVOKED ('expired') instead of calling the task.";
        }

        return reason;
    }

    private Judgement? Time(string name, WireMap headers)
    {
        if (headers[name] is not { IsNone: false } value)
        {
            return null;
        }

        var shown = PythonValues.Show(value);
        return PythonTimes.Read(value, options.Release).Outcome switch
        {
            PythonTimes.Outcome.Nothing => Judgement.Die($"'{name}' is {shown}: neither null nor a time (AttributeError)."),
            PythonTimes.Outcome.Invalid => Judgement.Reject($"Invalid {name} value {shown}: this Celery reads ISO 8601 text "
                + (options.Release < CeleryRelease.V53 ? "with at most six digits of fraction." : "only.")),
            _ => null,
        };
    }

    private static Judgement? NamedArguments(WireMap fields) => fields["kwargs"] is { } kwargs && !kwargs.TryGetMap(out _)
        ? Judgement.Reject($"{NotAMapping}, found {PythonValues.TypeName(kwargs)}.")
        : null;

    private static WireValue Triple(WireMap fields) => WireValue.Tuple(
        [fields["args"] ?? WireValue.Tuple([]), fields["kwargs"] ?? new WireMap(), new WireMap()]);

    private static Judgement? UnknownType(WireValue type) =>
        !PythonValues.IsHashable(type) ? Judgement.Die($"The task's name is {PythonValues.TypeName(type)}, which no registry can be searched for.")
        : type.AsStringOrNull() is not { Length: > 0 } ? Judgement.Reject($"No task is registered as {PythonValues.Show(type)} (NotRegistered is stored).")
        : null;

    private static Judgement? Unreadable(PythonBody body) =>
        body.Crash is { } crash ? Judgement.Die(crash)
        : body.Fault is { } fault ? Judgement.Lose(fault)
        : body.Unjudged is { } unjudged ? Judgement.Run(unjudged)
        : null;

    private static string Missing(PythonMessage message, WireValue payload) =>
        !WireText.IsTruthy(message.ContentType) ? $"{PythonValues.TypeName(payload)}, as the message has no content type"
        : payload.Kind == WireKind.Bytes && payload.AsBytes().IsEmpty ? "empty"
        : PythonValues.TypeName(payload);
}
