using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that return signatures, and one that takes them apart.</summary>
internal static class SignatureTasks
{
    private static readonly Signature Add = CanvasTasks.Add();

    public static void Map(CeleryWorkerBuilder worker)
    {
        foreach (var (outer, wrap) in Wrappers())
        {
            foreach (var (inner, make) in Wrappers())
            {
                worker.Map($"return_nested_signature_{outer}_{inner}", () => wrap(make(Add)));
            }
        }

        worker.Map("rebuild_signature", (Signature sigDict) => Walk(sigDict));
    }

    private static IEnumerable<(string Name, Func<Signature, Signature> Wrap)> Wrappers() =>
    [
        ("chain", inner => Chain.Of(inner)),
        ("group", inner => Group.Of(inner)),
        ("chord", inner => Chord.Of(inner, Add)),
    ];

    private static void Walk(Signature signature)
    {
        foreach (var part in Parts(signature))
        {
            Walk(part.Kind == WireKind.Map ? SignatureCodec.Read(part) : throw new PythonTypeException($"{part} is no signature"));
        }
    }

    private static IEnumerable<WireValue> Parts(Signature signature)
    {
        foreach (var name in (string[])["tasks", "header", "body"])
        {
            if (signature.Kwargs[name] is { IsNone: false } part)
            {
                foreach (var item in part.Kind is WireKind.List or WireKind.Tuple ? part.AsItems() : [part])
                {
                    yield return item;
                }
            }
        }
    }
}
