using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Worker.Execution.Pools.Processes;

namespace Interop.Worker.Consuming.Waiting;

/// <summary>Makes messages small that wait: a few hundred bytes instead of some thousands. Thread safe.</summary>
/// <remarks>A message is kept as its difference to one of the same task that came before; one that has little in common with it is the
/// next to be compared with.</remarks>
internal sealed class MessagePacker
{
    private readonly Lock _lock = new();
    private readonly FrameWriter _frame = new();
    private readonly Dictionary<string, DeltaWriter> _templates = new(StringComparer.Ordinal);

    /// <summary>Packs the message of a delivery. One whose headers cannot be written stays as it is.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kind">What its message resembles others of: the name of a registered task, so that there are not too many.</param>
    public void Pack(Delivery delivery, string kind)
    {
        lock (_lock)
        {
            try
            {
                JobFrames.WriteRun(_frame, 0, delivery.Queue, delivery.Message);
            }
            catch (MessageEncodeException)
            {
                return;
            }

            delivery.Pack(Pack(_frame.Content.Span, kind));
        }
    }

    private Packed Pack(ReadOnlySpan<byte> frame, string kind)
    {
        if (frame.Length > DeltaWriter.MaxLength)
        {
            return new Packed(frame.ToArray(), null);
        }

        if (_templates.TryGetValue(kind, out var template))
        {
            var delta = template.Write(frame);
            if (delta.Length < frame.Length / 2)
            {
                return new Packed(delta, template.Template);
            }
        }

        var whole = frame.ToArray();
        _templates[kind] = new DeltaWriter(whole);
        return new Packed(whole, null);
    }

    private sealed class Packed(byte[] bytes, byte[]? template) : PackedMessage
    {
        public override WireMessage Read()
        {
            var reader = new FrameReader(template is null ? bytes : DeltaReader.Read(template, bytes));
            return JobFrames.ReadRun(ref reader, out _);
        }
    }
}
