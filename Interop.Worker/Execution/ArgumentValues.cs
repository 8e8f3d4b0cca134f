using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution;

/// <summary>Arguments as values, for texts and extended results; tasks read theirs without this.</summary>
internal static class ArgumentValues
{
    /// <summary>The positional arguments as the tuple Python calls with.</summary>
    public static WireValue Args(TaskArguments arguments) => WireValue.Tuple(Items(arguments));

    /// <summary>The positional arguments as the list they came in.</summary>
    public static WireValue ArgsList(TaskArguments arguments) => WireValue.List(Items(arguments));

    public static WireValue Kwargs(TaskArguments arguments) => arguments.IsJson
        ? WireJsonReader.ReadDocument(arguments.KwargsJson.Span)
        : WireValue.Map(arguments.KwargsValues ?? new WireMap());

    private static IReadOnlyList<WireValue> Items(TaskArguments arguments) =>
        arguments.ArgsValues ?? WireJsonReader.ReadDocument(arguments.ArgsJson.Span).AsItems();
}
