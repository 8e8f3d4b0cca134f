using System.Reflection;
using Interop.Client.Results;
using Interop.Protocol.Results;

namespace Interop.Worker.Registration.Binding;

/// <summary>A task that returns the handle of another task or of a group stores what Python's <c>as_tuple</c> gives.</summary>
internal static class ResultHandles
{
    private static readonly MethodInfo OfGroup =
        typeof(ResultHandles).GetMethod(nameof(ToTuple), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The handle as it travels, or null when the value is none.</summary>
    public static ResultTuple? Find(object value)
    {
        if (value is AsyncResult task)
        {
            return task.ToTuple();
        }

        var type = value.GetType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(GroupResult<>)
            ? (ResultTuple)OfGroup.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])!
            : null;
    }

    private static ResultTuple ToTuple<T>(GroupResult<T> group) =>
        new(group.Id, group.Parent?.ToTuple(), [.. group.Results.Select(member => member.ToTuple())]);
}
