using Interop.Fuzz.Targets;

namespace Interop.Fuzz;

/// <summary>Every parser that reads what comes from outside.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new JsonDocumentTarget(),
        new EnvelopeTarget(),
        new ResultTarget(),
        new RespTarget(),
        new PickleTarget(),
        new MsgpackTarget(),
        new YamlTarget(),
    ];
}
