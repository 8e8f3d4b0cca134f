using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>One option of a signature, read as what it should be.</summary>
internal readonly record struct OptionReader(string Task, string Name, WireValue Value)
{
    public bool IsNumber => Value.Kind is WireKind.Integer or WireKind.Float;

    public string Text() => Value.AsStringOrNull() ?? throw Unusable("text");

    public int Integer()
    {
        if (Value.Kind == WireKind.Integer && Value.AsBigInteger() is var number && number >= int.MinValue && number <= int.MaxValue)
        {
            return (int)number;
        }

        throw Unusable("a whole number of at most 32 bits");
    }

    public double Number() => IsNumber && double.IsFinite(Value.AsDouble()) ? Value.AsDouble() : throw Unusable("a number");

    public bool Boolean() => Value.Kind switch
    {
        WireKind.Boolean => Value.AsBoolean(),
        WireKind.Integer => !Value.AsBigInteger().IsZero,
        _ => throw Unusable("true or false"),
    };

    public TimeSpan Seconds()
    {
        var seconds = Number();
        return Math.Abs(seconds) <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw Unusable("seconds within reason");
    }

    public IsoTimestamp Time() => Value.Kind switch
    {
        WireKind.DateTime => Value.AsDateTime(),
        WireKind.String when IsoTimestamp.TryParse(Value.AsString(), out var time) => time,
        _ => throw Unusable("a time in ISO 8601"),
    };

    public WireMap Map() => Value.Kind == WireKind.Map ? Value.AsMap() : throw Unusable("a map");

    public Signature Signature() => SignatureCodec.Read(Value);

    public IReadOnlyList<Signature> Signatures() =>
        Value.Kind is WireKind.List or WireKind.Tuple
            ? [.. Value.AsItems().Select(SignatureCodec.Read)]
            : [SignatureCodec.Read(Value)];

    public PublishRetryPolicy RetryPolicy()
    {
        var map = Map();
        var self = this;
        return new PublishRetryPolicy
        {
            MaxRetries = map["max_retries"] switch
            {
                null => PublishRetryPolicy.Default.MaxRetries,
                { IsNone: true } => null,
                { } value => (self with { Value = value }).Integer(),
            },
            IntervalStart = Part("interval_start", PublishRetryPolicy.Default.IntervalStart),
            IntervalStep = Part("interval_step", PublishRetryPolicy.Default.IntervalStep),
            IntervalMax = Part("interval_max", PublishRetryPolicy.Default.IntervalMax),
        };

        TimeSpan Part(string name, TimeSpan otherwise) =>
            map[name] is { IsNone: false } value ? (self with { Value = value }).Seconds() : otherwise;
    }

    private MessageDecodeException Unusable(string expected) =>
        new($"The option '{Name}' of the signature of {Task} is {PythonRepr.SafeRepr(Value, 80)}; expected {expected}.");
}
