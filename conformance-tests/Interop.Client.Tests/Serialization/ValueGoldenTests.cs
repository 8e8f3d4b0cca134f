using System.Text.Json;
using Interop.Client.Serialization;
using Interop.Protocol;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Client.Tests.Serialization;

/// <summary>Every value through every serializer, against what each Celery's kombu wrote and read.</summary>
public sealed class ValueGoldenTests
{
    /// <summary>Version and serializer; of those that are registered.</summary>
    public static TheoryData<string, string> Sets { get; } = [.. from version in Golden.Versions
                                                                 from codec in StandardContent.Serializers.Codecs
                                                                 where Golden.Cases("value", version).Any(name => Serializer(Golden.Load(name, version)) == codec.Name)
                                                                 select new TheoryDataRow<string, string>(version, codec.Name)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Decode_GivesPythonsValue(string version, string serializer)
    {
        var mismatches = new GoldenMismatches();
        var codec = Codec(version, serializer);
        foreach (var (name, golden) in Cases(version, serializer).Where(entry => entry.Golden.TryGetProperty("body", out _)))
        {
            mismatches.Check(name, golden, _ => Decoding(version, codec, golden));
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 3, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Encode_GivesWhatPythonReadsAsTheSame(string version, string serializer)
    {
        var mismatches = new GoldenMismatches();
        var codec = Codec(version, serializer);
        foreach (var (name, golden) in Cases(version, serializer))
        {
            mismatches.Check(name, golden, _ => Encoding(codec, golden));
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 3, int.MaxValue);
    }

    private static IEnumerable<(string Name, JsonElement Golden)> Cases(string version, string serializer) =>
        Golden.Cases("value", version).Select(name => (name, Golden.Load(name, version))).Where(entry => Serializer(entry.Item2) == serializer);

    private static string? Serializer(JsonElement golden) => golden.GetProperty("serializer").GetString();

    private static ContentCodec Codec(string version, string serializer) => serializer == "json"
        ? new JsonContentCodec(Golden.ReleaseOf(version).Dialect())
        : StandardContent.Serializers.Get(serializer);

    private static string? Decoding(string version, ContentCodec codec, JsonElement golden)
    {
        var body = golden.GetProperty("body").GetBytesFromBase64();
        if (Golden.ReleaseOf(version) < CeleryRelease.V53 && body.AsSpan().IndexOf("\"__type__\""u8) >= 0)
        {
            return null; // Up to 5.2 kombu does not know the markers; we read them whoever sent them.
        }

        if (golden.TryGetProperty("read_error", out _))
        {
            return Throws<MessageDecodeException>(() => codec.Decode(body)) ? null : "Python cannot read it, we did.";
        }

        var expected = GoldenValue.Read(golden.TryGetProperty("reads", out var reads) ? reads : golden.GetProperty("value"));
        var actual = StandardContent.Serializers.With(codec).Decode(
            body, golden.GetProperty("content_type").GetString(), golden.GetProperty("content_encoding").GetString(),
            StandardContent.Serializers.Accept([codec.ContentType]));
        if (Golden.ReleaseOf(version) == CeleryRelease.V50 && golden.GetProperty("case").GetString()!.EndsWith("-chord", StringComparison.Ordinal)
            && codec.CarriesObjects)
        {
            expected = GoldenValue.Read(golden.GetProperty("value")); // 5.0 changes a chord when it makes one of its dict.
        }

        return GoldenValue.AreAlike(actual, expected) ? null : $"read {Short(actual)} ({actual.Kind}), Python {Short(expected)} ({expected.Kind}).";
    }

    private static string? Encoding(ContentCodec codec, JsonElement golden)
    {
        if (golden.GetProperty("value").GetRawText() is var tagged && (tagged.Contains("\"recursion\"", StringComparison.Ordinal)
            || (!codec.CarriesObjects && HoldsObjects(tagged))))
        {
            return null; // Python writes a subclass as its base; our objects are data of a pickle.
        }

        var value = GoldenValue.Read(golden.GetProperty("value"));
        if (golden.TryGetProperty("write_error", out _))
        {
            return Throws<MessageEncodeException>(() => codec.Encode(value)) ? null : "Python cannot write it, we did.";
        }

        if (golden.TryGetProperty("read_error", out _) && Throws<MessageEncodeException>(() => codec.Encode(value)))
        {
            return null; // What Python writes and cannot read again, we need not write.
        }

        var written = codec.Encode(value).Body;
        var python = golden.GetProperty("body").GetBytesFromBase64();
        if (written.Span.SequenceEqual(python))
        {
            return null;
        }

        if (codec.Name is "json" or "msgpack" or "raw")
        {
            return $"wrote {Show(written.Span)}, Python {Show(python)}.";
        }

        return GoldenValue.AreAlike(codec.Decode(written.Span), codec.Decode(python)) ? null : $"wrote {Show(written.Span)}, Python {Show(python)}.";
    }

    private static bool HoldsObjects(string tagged) => tagged.Contains("\"object\"", StringComparison.Ordinal)
        || tagged.Contains("\"exception\"", StringComparison.Ordinal);

    private static bool Throws<T>(Action act)
        where T : Exception
    {
        try
        {
            act();
            return false;
        }
        catch (T)
        {
            return true;
        }
    }

    private static string Short(WireValue value) => value.ToString() is { Length: > 120 } text ? text[..120] + "…" : value.ToString();

    private static string Show(ReadOnlySpan<byte> bytes) =>
        System.Text.Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 120)]) + $" [{Convert.ToHexString(bytes[..Math.Min(bytes.Length, 60)])}]";
}
