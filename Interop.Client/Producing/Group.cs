using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Tasks side by side. Celery: <c>celery.group</c>.</summary>
public static class Group
{
    /// <summary>The signature of a group; a group of nothing but a group is that.</summary>
    public static Signature Of(params IReadOnlyList<Signature> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members is [{ SubtaskType: "group" } only])
        {
            return only;
        }

        return new Signature("celery.group", [])
        {
            Kwargs = new WireMap().With("tasks", SignatureParts.ToList(members, CeleryRelease.V56)),
            SubtaskType = "group",
        };
    }
}
