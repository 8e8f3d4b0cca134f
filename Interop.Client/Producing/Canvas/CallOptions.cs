using Interop.Protocol;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Options of calls as Celery's dictionaries of them.</summary>
internal static class CallOptions
{
    /// <summary>The options a call adds. Celery: the keywords of <c>Signature.apply_async</c>.</summary>
    public static WireMap ToMap(SignatureCall call)
    {
        var map = new WireMap();
        if (call.Options is { } options)
        {
            SignatureExtensions.SetAll(map, options);
        }

        Set(map, "root_id", call.RootId);
        Set(map, "parent_id", call.ParentId);
        Set(map, "priority", call.Priority);
        Set(map, "group_id", call.GroupId);
        Set(map, "group_index", call.GroupIndex);
        if (call.Chain is { } chain)
        {
            map.Set("chain", SignatureParts.ToList(chain, CeleryRelease.V56));
        }

        if (call is { StampedHeaders: { Count: > 0 } names, Stamps: { } stamps })
        {
            map.Set("stamped_headers", WireValue.List([.. names.Select(name => (WireValue)name)]));
            foreach (var name in names)
            {
                if (stamps[name] is { } value)
                {
                    map.Set(name, value);
                }
            }
        }

        return map;
    }

    /// <summary>Options with those of a call over them: what a signature keeps against a call stays. Celery:
    /// <c>Signature._merge</c>.</summary>
    public static WireMap Merge(WireMap own, WireMap call)
    {
        var merged = own.Clone();
        var stamped = SignatureParts.ListOption(own, "stamped_headers");
        for (var i = 0; i < call.Count; i++)
        {
            var (key, value) = call[i];
            var name = key.AsStringOrNull() ?? "";
            var isKept = (name is "group_id" or "stamped_headers" || stamped.Contains(key)) && own[name] is not null;
            if (!value.IsNone && !isKept)
            {
                merged.Set(key, value);
            }
        }

        return merged;
    }

    /// <summary>Options with those of a call over them, whichever they are.</summary>
    public static WireMap Over(WireMap own, WireMap call)
    {
        var all = own.Clone();
        for (var i = 0; i < call.Count; i++)
        {
            if (!call[i].Value.IsNone)
            {
                all.Set(call[i].Key, call[i].Value);
            }
        }

        return all;
    }

    /// <summary>Takes an option out.</summary>
    public static WireValue? Take(WireMap options, string name)
    {
        var value = options[name];
        options.Remove(name);
        return value is { IsNone: false } ? value : null;
    }

    /// <summary>Takes an option out that is text.</summary>
    public static string? TakeText(WireMap options, string name) => Take(options, name)?.AsStringOrNull();

    private static void Set(WireMap map, string name, string? value)
    {
        if (value is not null)
        {
            map.Set(name, value);
        }
    }

    private static void Set(WireMap map, string name, long? value)
    {
        if (value is { } number)
        {
            map.Set(name, number);
        }
    }
}
