using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Clr;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration.Binding;

/// <summary>Where the arguments of the call being bound lie. One per thread: binding is synchronous and ends before task code runs.</summary>
internal sealed class CallFrame
{
    [ThreadStatic]
    private static CallFrame? spare;

    private TaskArguments _arguments = TaskArguments.None;

    private CallFrame()
    {
    }

    public TaskContext Context { get; private set; } = null!;

    public ClrCodec Codec { get; private set; } = ClrCodec.Default;

    /// <summary>One slot for each wire parameter; those of <c>*args</c> and <c>**kwargs</c> stay empty.</summary>
    public ArgumentSlot[] Slots { get; private set; } = new ArgumentSlot[8];

    /// <summary>What <c>*args</c> takes.</summary>
    public List<ArgumentSlot> Rest { get; } = [];

    /// <summary>What <c>**kwargs</c> takes.</summary>
    public List<KeyValuePair<string, ArgumentSlot>> Keywords { get; } = [];

    public static CallFrame Rent(TaskContext context, TaskArguments arguments, ClrCodec codec, int parameters)
    {
        var frame = spare ?? new CallFrame();
        spare = null;
        frame.Context = context;
        frame.Codec = codec;
        frame._arguments = arguments;
        if (frame.Slots.Length < parameters)
        {
            frame.Slots = new ArgumentSlot[parameters];
        }

        frame.Slots.AsSpan(0, parameters).Clear();
        return frame;
    }

    public void Return()
    {
        Context = null!;
        _arguments = TaskArguments.None;
        Rest.Clear();
        Keywords.Clear();
        spare = this;
    }

    public T? Read<T>(in ArgumentSlot slot) => slot.Origin switch
    {
        ArgumentOrigin.ArgsJson => Codec.Read<T>(_arguments.ArgsJson.Span.Slice(slot.Start, slot.Length)),
        ArgumentOrigin.KwargsJson => Codec.Read<T>(_arguments.KwargsJson.Span.Slice(slot.Start, slot.Length)),
        ArgumentOrigin.ArgsValue => Codec.FromWire<T>(_arguments.ArgsValues![slot.Start]),
        ArgumentOrigin.KwargsValue => Codec.FromWire<T>(_arguments.KwargsValues![slot.Start].Value),
        _ => throw new InvalidOperationException("The argument is missing; binding should have said so."),
    };
}
