namespace Interop.Client.Configuration;

/// <summary>Reads <c>task_routes</c>: a map, a list of maps, or a list of pairs. Celery: <c>celery/app/routes.py</c>,
/// <c>prepare</c>.</summary>
/// <remarks>Maps of .NET's configuration have no order: names win over patterns as in Celery, and of patterns the one
/// with more
/// literal characters wins. A list of pairs keeps its order.</remarks>
internal static class RouteReader
{
    public static IReadOnlyList<TaskRoute> Read(SettingValue value)
    {
        if (value.IsEmpty)
        {
            return [];
        }

        return value.IsList ? [.. value.Parts().SelectMany(ReadItem)]
            : value.HasParts ? ReadMap(value)
            : throw value.Expected("a map of task names or patterns to queues; router functions are given in code");
    }

    private static IEnumerable<TaskRoute> ReadItem(SettingValue item)
    {
        if (!item.HasParts)
        {
            throw item.Expected("a map or a pair of pattern and route; router functions are given in code");
        }

        if (!item.IsList)
        {
            return ReadMap(item);
        }

        var parts = item.Parts().ToList();
        return parts is [{ HasParts: false }, _] ? [Route(parts[0].Text(), parts[1])] : parts.SelectMany(ReadItem);
    }

    private static List<TaskRoute> ReadMap(SettingValue map) =>
    [
        .. map.Parts().Select(part => Route(part.Section.Key, part))
            .OrderBy(route => route.Pattern.Contains('*'))
            .ThenByDescending(route => route.Pattern.Count(c => c is not ('*' or '?')))
            .ThenBy(route => route.Pattern, StringComparer.Ordinal),
    ];

    private static TaskRoute Route(string pattern, SettingValue value)
    {
        if (!value.HasParts)
        {
            return new TaskRoute { Pattern = pattern, Queue = value.Text() };
        }

        var route = new TaskRoute { Pattern = pattern };
        foreach (var part in value.Parts())
        {
            route = part.Section.Key.ToLowerInvariant() switch
            {
                "queue" => route with { Queue = part.OptionalText() },
                "exchange" => route with { Exchange = part.OptionalText() },
                "routing_key" => route with { RoutingKey = part.OptionalText() },
                "priority" => route with { Priority = part.OptionalNumber() },
                _ => throw new FormatException($"{part.Name} is unknown; expected queue, exchange, routing_key or priority."),
            };
        }

        return route;
    }
}
