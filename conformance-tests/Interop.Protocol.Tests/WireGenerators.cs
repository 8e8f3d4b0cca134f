using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests;

/// <summary>Random records whose JSON form is exact, so that they must come back as they went.</summary>
internal static class WireGenerators
{
    private static Gen<IsoTimestamp> Time { get; } =
        from micros in Gen.Choose(0, int.MaxValue - 1)
        from offset in Gen.Elements<TimeSpan?>(null, TimeSpan.Zero, TimeSpan.FromMinutes(330), TimeSpan.FromHours(-8))
        select new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified).AddMicroseconds(micros), offset);

    private static Gen<TimeLimit> Limit { get; } =
        from hard in Nullable(Gen.Elements(0, 1.5, 30, 1e300))
        from soft in Nullable(Gen.Elements(0, 0.25, 20))
        select new TimeLimit(hard, soft);

    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements("", "a", "tasks.add", "()", "é", "😀", "\ud800", "\"\\/\b\f\n\r\t\u0000\u001f\u007f", "__type__", "redelivered"),
        Gen.Choose(0, 70).SelectMany(length => Gen.Choose(0, 0x24F).Select(unit => (char)unit).ArrayOf(length)).Select(units => new string(units)));

    public static Gen<WireValue> Value { get; } = Gen.Sized(size => Tree(Math.Min(size, 3)));

    public static Gen<WireMap> Map { get; } = MapOf(Value);

    public static Gen<MessageHeaders> Headers { get; } =
        from ids in Optional(Text).ArrayOf(8)
        from eta in Nullable(Time)
        from expires in Nullable(Time)
        from index in Nullable(Gen.Choose(0, 1000).Select(i => (long)i << 30))
        from retries in Gen.Choose(0, 5)
        from limit in Limit
        from ignore in Nullable(ArbMap.Default.GeneratorFor<bool>())
        from nesting in Gen.Choose(0, 3)
        from stamps in MapOf(Value)
        from extra in MapOf(Value)
        select new MessageHeaders
        {
            Lang = "py",
            Task = "tasks.add",
            Id = ids[0],
            Shadow = ids[1],
            Eta = eta,
            Expires = expires,
            Group = ids[2],
            GroupIndex = index,
            Retries = retries,
            TimeLimit = limit,
            RootId = ids[3],
            ParentId = ids[4],
            ArgsRepr = ids[5],
            KwargsRepr = ids[6],
            Origin = ids[7],
            IgnoreResult = ignore ?? false,
            ReplacedTaskNesting = nesting,
            StampedHeaders = stamps.Count == 0 ? null : [.. stamps.Select(pair => pair.Key.AsString())],
            Stamps = stamps.Count == 0 ? null : stamps,
            Compression = ids[1] is { Length: > 0 } name ? name : null,
            Extra = extra.Count == 0 ? null : extra,
        };

    public static Gen<MessageProperties> Properties { get; } =
        from texts in Optional(Text).ArrayOf(7)
        from address in Text.ArrayOf(3)
        from numbers in Nullable(Gen.Choose(-1, 300)).ArrayOf(2)
        from redelivered in ArbMap.Default.GeneratorFor<bool>()
        from extra in MapOf(Value)
        select new MessageProperties
        {
            ContentType = texts[0],
            ContentEncoding = texts[1],
            CorrelationId = texts[2],
            ReplyTo = texts[3],
            Expiration = texts[4],
            MessageId = texts[5],
            AppId = texts[6],
            DeliveryMode = numbers[0],
            Priority = numbers[1] ?? 0,
            Exchange = address[0],
            RoutingKey = address[1],
            DeliveryTag = address[2],
            Redelivered = redelivered,
            BodyEncoding = "base64",
            Extra = extra.Count == 0 ? null : extra,
        };

    public static Gen<WireMessage> Message { get; } =
        from properties in Properties
        from headers in Gen.OneOf(Headers, Gen.Constant(MessageHeaders.Empty))
        from body in Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf()
        select new WireMessage { Properties = properties, Headers = headers, Body = body };

    public static Gen<Signature> Signature { get; } =
        from task in Text
        from args in Value.ArrayOf()
        from kwargs in Map
        from options in Map
        from type in Optional(Gen.Elements("chain", "group", "chord"))
        from immutable in ArbMap.Default.GeneratorFor<bool>()
        from extra in MapOf(Value)
        select new Signature(task, args)
        {
            Kwargs = kwargs,
            Options = options,
            SubtaskType = type,
            Immutable = immutable,
            Extra = extra.Count == 0 ? null : extra,
        };

    public static Gen<TaskMessage> Task { get; } =
        from message in Message
        from headers in Headers
        from args in Value.ArrayOf()
        from kwargs in Map
        from links in Optional(Signature.ArrayOf(2)).ArrayOf(3)
        from chord in Optional(Signature)
        select new TaskMessage
        {
            Properties = message.Properties,
            Headers = headers with { Id = headers.Id ?? "id" },
            Arguments = new TaskArguments { ArgsValues = args, KwargsValues = kwargs },
            Embed = new TaskEmbed { Callbacks = links[0], Errbacks = links[1], Chain = links[2], Chord = chord },
        };

    public static Gen<ResultTuple> Tuple { get; } = Gen.Sized(size => TupleOf(Math.Min(size, 2)));

    public static Gen<RemoteError> Error { get; } =
        from type in Text
        from module in Optional(Text)
        from args in Value.ArrayOf()
        select new RemoteError { Type = type, Module = module, Args = args };

    public static Gen<T?> Optional<T>(Gen<T> gen)
        where T : class => Gen.OneOf(Gen.Constant((T?)null), gen.Select(value => (T?)value));

    private static Gen<T?> Nullable<T>(Gen<T> gen)
        where T : struct => Gen.OneOf(Gen.Constant((T?)null), gen.Select(value => (T?)value));

    private static Gen<WireValue> Tree(int depth) => depth == 0
        ? Leaf()
        : Gen.Frequency(
            (4, Leaf()),
            (1, Gen.Choose(0, 4).SelectMany(length => Tree(depth - 1).ArrayOf(length)).Select(items => WireValue.List(items))),
            (1, MapOf(Tree(depth - 1)).Select(WireValue.Map)));

    private static Gen<WireValue> Leaf() => Gen.OneOf(
        Gen.Constant(WireValue.None),
        ArbMap.Default.GeneratorFor<bool>().Select(WireValue.Boolean),
        ArbMap.Default.GeneratorFor<long>().Select(value => WireValue.Integer(value)),
        ArbMap.Default.GeneratorFor<System.Numerics.BigInteger>().Select(value => WireValue.Integer(value * value * value)),
        ArbMap.Default.GeneratorFor<double>().Select(WireValue.Float),
        Text.Select(WireValue.String));

    // The leading letter keeps keys apart from Celery's own and from the two marker keys.
    private static Gen<WireMap> MapOf(Gen<WireValue> value) =>
        Gen.Choose(0, 3).SelectMany(length => Text.Zip(value).ArrayOf(length)).Select(pairs =>
        {
            var map = new WireMap();
            foreach (var (key, item) in pairs)
            {
                map.Set($"x{key}", item);
            }

            return map;
        });

    private static Gen<ResultTuple> TupleOf(int depth) =>
        from id in Text
        from parent in depth == 0 ? Gen.Constant((ResultTuple?)null) : Optional(TupleOf(depth - 1))
        from children in depth == 0 ? Gen.Constant((ResultTuple[]?)null) : Optional(Gen.Choose(0, 3).SelectMany(n => TupleOf(depth - 1).ArrayOf(n)))
        select new ResultTuple(id, parent, children);
}
