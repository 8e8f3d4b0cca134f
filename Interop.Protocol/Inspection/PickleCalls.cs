using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>A pickle that names what is no data: what Python would call while it reads, and what it would hold afterwards, with None where a
/// call's outcome stands. Nothing is loaded or called here.</summary>
/// <param name="Names">What it names, a few of them.</param>
/// <param name="Value">What Python holds afterwards; null when that cannot be told.</param>
/// <param name="Fault">Why Python cannot read it to its end.</param>
internal sealed record PickleCalls(IReadOnlyList<string> Names, WireValue? Value, string? Fault)
{
    // Each name costs a reading of the whole.
    private const int MostNames = 8;

    public static PickleCalls Read(ReadOnlySpan<byte> pickle, PickleOptions options)
    {
        var found = new Dictionary<WireClass, string>();
        var order = new List<WireClass>();
        while (true)
        {
            try
            {
                var value = PickleReader.Read(pickle, options);
                return new PickleCalls(Names(), value, null);
            }
            catch (PickleException e) when (e.RefusedClass is { } name)
            {
                if (order.Count == MostNames || !found.TryAdd(name, e.Refused!))
                {
                    return new PickleCalls(Names(), null, null);
                }

                order.Add(name);
                options = options with { Types = options.Types.Read(name.Module, name.Name, StandIn) };
            }
            catch (MessageDecodeException e)
            {
                return new PickleCalls(Names(), null, e.Message);
            }
        }

        string[] Names() => [.. order.Select(name => found[name])];

        WireValue StandIn(WireObject call)
        {
            // The first call's arguments; readers may be asked more than once.
            if (!found[call.Class].EndsWith(')'))
            {
                found[call.Class] += PythonValues.Show(WireValue.Tuple([.. call.Args]));
            }

            // What is filled like a dict or a list is one.
            return call.Pairs is not null || call.Items is not null ? WireValue.Object(call) : WireValue.None;
        }
    }

    /// <summary>What must be said before anything else.</summary>
    public string Warning =>
        $"LOADING THIS PICKLE RUNS WHAT IT NAMES: Python imports and calls {string.Join(", ", Names)} while it reads the body, before it looks at "
        + "anything in it. An error there loses the message (DecodeError); an exit ends the worker.";
}
