using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Client.Producing.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Options of signatures by Celery's names, as they stand in messages, into a call. Null options count as
/// absent.</summary>
internal static class SignatureOptions
{
    /// <summary>The call that a signature comes to with what the caller adds.</summary>
    public static TaskCall ToCall(PlannedTask task, CallArguments arguments)
    {
        var signature = task.Signature;
        var call = new TaskCall
        {
            Name = signature.Task,
            RouteName = signature.SubtaskType is "xmap" or "xstarmap" ? MappedName(signature) : null,
        };
        Apply(ref call, signature.Options, signature.Task);
        var group = call.GroupId;
        call.Apply(task.Call.Options, arguments);
        call.GroupId = group ?? task.Call.GroupId ?? call.GroupId;
        call.GroupIndex = task.Call.GroupIndex ?? call.GroupIndex;
        call.RootId = task.Call.RootId ?? call.RootId;
        call.ParentId = task.Call.ParentId ?? call.ParentId;
        call.Priority = task.Call.Priority ?? call.Priority;
        call.Chain = task.Call.Chain ?? call.Chain;
        InheritStamps(ref call, task.Call);
        call.Arguments = arguments.Write(signature, task.Call, arguments.Content.CodecOf(call.Serializer));
        return call;
    }

    private static string? MappedName(Signature map) =>
        map.Kwargs["task"] is { Kind: WireKind.Map } task ? task.AsMap()["task"]?.AsStringOrNull() : null;

    private static void InheritStamps(ref TaskCall call, SignatureCall from)
    {
        if (from.StampedHeaders is not { Count: > 0 } names || from.Stamps is null)
        {
            return;
        }

        var all = new List<string>(call.StampedHeaders ?? []);
        var stamps = call.Stamps?.Clone() ?? new WireMap();
        foreach (var name in names)
        {
            if (!all.Contains(name) && from.Stamps[name] is { } value)
            {
                all.Add(name);
                stamps.Set(name, value);
            }
        }

        call.StampedHeaders = all;
        call.Stamps = stamps;
    }

    private static void Apply(ref TaskCall call, WireMap options, string task)
    {
        var stamped = options["stamped_headers"] is { Kind: WireKind.List or WireKind.Tuple } names
            ? names.AsItems().Select(name => name.AsStringOrNull() ?? "").ToList()
            : null;
        for (var i = 0; i < options.Count; i++)
        {
            var (key, value) = options[i];
            var name = key.AsStringOrNull();
            if (name is null || value.IsNone)
            {
                continue;
            }

            if (stamped?.Contains(name) == true)
            {
                (call.Stamps ??= new WireMap()).Set(name, value);
                continue;
            }

            ApplyOne(ref call, new OptionReader(task, name, value));
        }

        call.StampedHeaders = stamped;
    }

    private static void ApplyOne(ref TaskCall call, OptionReader option)
    {
        switch (option.Name)
        {
            case "task_id": call.TaskId = option.Text(); break;
            case "countdown": call.Countdown = option.Seconds(); break;
            case "eta": call.Eta = option.Time(); break;
            case "expires" when option.IsNumber: call.ExpiresAfter = option.Seconds(); break;
            case "expires": call.ExpiresAt = option.Time(); break;
            case "queue": call.Queue = option.Text(); break;
            case "exchange": call.Exchange = option.Text(); break;
            case "routing_key": call.RoutingKey = option.Text(); break;
            case "priority": call.Priority = option.Integer(); break;
            case "headers": call.Headers = option.Map(); break;
            case "link": call.Link = option.Signatures(); break;
            case "link_error": call.LinkError = option.Signatures(); break;
            case "chain": call.Chain = option.Signatures(); break;
            case "chord": call.Chord = option.Signature(); break;
            case "shadow": call.Shadow = option.Text(); break;
            case "serializer": call.Serializer = option.Text(); break;
            case "compression": call.Compression = option.Text(); break;
            case "time_limit": call.TimeLimit = call.TimeLimit with { Hard = option.Number() }; break;
            case "soft_time_limit": call.TimeLimit = call.TimeLimit with { Soft = option.Number() }; break;
            case "retry": call.Retry = option.Boolean(); break;
            case "retry_policy": call.RetryPolicy = option.RetryPolicy(); break;
            case "root_id": call.RootId = option.Text(); break;
            case "parent_id": call.ParentId = option.Text(); break;
            case "group_id": call.GroupId = option.Text(); break;
            case "group_index": call.GroupIndex = option.Integer(); break;
            case "ignore_result": call.IgnoreResult = option.Boolean(); break;
            case "reply_to": call.ReplyTo = option.Text(); break;
            case "add_to_parent": call.AddToParent = option.Boolean(); break;
            case "retries": call.Retries = option.Integer(); break;
            case "replaced_task_nesting": call.ReplacedTaskNesting = option.Integer(); break;
            case "origin": call.Origin = option.Text(); break;
            case "expiration": call.Expiration = option.Seconds(); break;
            case "delivery_mode": call.DeliveryMode = option.Integer(); break;
            case "route_name": call.RouteName = option.Text(); break;
            case "stamped_headers": break;
            case "argsrepr": call.ArgsRepr = option.Text(); goto default;
            case "kwargsrepr": call.KwargsRepr = option.Text(); goto default;
            default:
                // As in Celery, what send_task does not know becomes a message property; that includes the two reprs above.
                (call.Extra ??= new WireMap()).Set(option.Name, option.Value);
                break;
        }
    }
}
