using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

/// <summary>The short way through plain data gives what the machine gives opcode by opcode: the same values, the same refusals.</summary>
public sealed class PickleShortWayTests
{
    // {"task": …, "args": (1, four rows of a table, the last with a key more, a datetime), "kwargs": two nested dicts alike, "s": a set}
    private const string ByPython2 =
        "gAJ9cQAoWAQAAAB0YXNrcQFYAQAAAHRxAlgEAAAAYXJnc3EDSwFdcQQofXEFKFgCAAAAaWRxBksAWAQAAABuYW1lcQdYBQAAAHJvdyAwcQhYBg"
        + "AAAGFtb3VudHEJRz/gAAAAAAAAWAQAAABwYWlkcQqIWAQAAABub3RlcQtOdX1xDChoBkpwEQEAaAdYBQAAAHJvdyAxcQ1oCUc/+AAAAAAAAGgK"
        + "iWgLTnV9cQ4oaAZK4CICAGgHWAUAAABncsO8bnEPaAlHQAQAAAAAAABoCohoC051fXEQKGgGSlA0AwBoB1gFAAAAcm93IDNxEWgJR0AMAAAAAA"
        + "AAaAqJaAtOWAQAAAB0YWdzcRJdcRMoWAEAAABhcRRYAQAAAGJxFWV1ZWNkYXRldGltZQpkYXRldGltZQpxFmNfY29kZWNzCmVuY29kZQpxF1gL"
        + "AAAAB8OqAQIDBAUAAAZxGFgGAAAAbGF0aW4xcRmGcRpScRtjZGF0ZXRpbWUKdGltZXpvbmUKcRxjZGF0ZXRpbWUKdGltZWRlbHRhCnEdSwBLAE"
        + "sAh3EeUnEfhXEgUnEhhnEiUnEjh3EkWAYAAABrd2FyZ3NxJX1xJihoFH1xJyhYAQAAAHhxKEsBWAEAAAB5cSl9cSooWAEAAAB6cStLAlgBAAAA"
        + "d3EsSwFLAoZxLXV1aBV9cS4oaChLAmgpfXEvKGgrSwNoLEsBhXEwdXV1WAEAAABzcTFjX19idWlsdGluX18Kc2V0CnEyXXEzKEsBSwJlhXE0Un"
        + "E1dS4=";

    private const string ByPython4 =
        "gASVjQEAAAAAAAB9lCiMBHRhc2uUjAF0lIwEYXJnc5RLAV2UKH2UKIwCaWSUSwCMBG5hbWWUjAVyb3cgMJSMBmFtb3VudJRHP+AAAAAAAACMBH"
        + "BhaWSUiIwEbm90ZZROdX2UKGgGSnARAQBoB4wFcm93IDGUaAlHP/gAAAAAAABoColoC051fZQoaAZK4CICAGgHjAVncsO8bpRoCUdABAAAAAAA"
        + "AGgKiGgLTnV9lChoBkpQNAMAaAeMBXJvdyAzlGgJR0AMAAAAAAAAaAqJaAtOjAR0YWdzlF2UKIwBYZSMAWKUZXVljAhkYXRldGltZZSMCGRhdG"
        + "V0aW1llJOUQwoH6gECAwQFAAAGlGgWjAh0aW1lem9uZZSTlGgWjAl0aW1lZGVsdGGUk5RLAEsASwCHlFKUhZRSlIaUUpSHlIwGa3dhcmdzlH2U"
        + "KGgUfZQojAF4lEsBjAF5lH2UKIwBepRLAowBd5RLAUsChpR1dWgVfZQoaChLAmgpfZQoaCtLA2gsSwGFlHV1dYwBc5SPlChLAUsCkHUu";

    private static readonly byte[][] Written = [Convert.FromBase64String(ByPython2), Convert.FromBase64String(ByPython4)];

    [Fact]
    public void Table_IsReadAlike_HoweverOftenItComes()
    {
        var expected = PickleReader.Read(Written[1], PickleOptions.Default, isShort: false);
        Assert.Equal(4, expected.AsMap()["args"]!.Value.AsItems()[1].AsItems().Count);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(expected, PickleReader.Read(Written[i % 2]));
        }
    }

    [Fact]
    public void Rows_ShareTheirKeys()
    {
        var rows = PickleReader.Read(Written[1]).AsMap()["args"]!.Value.AsItems()[1].AsItems();
        Assert.NotNull(rows[1].AsMap().Shape);
        Assert.Same(rows[0].AsMap().Shape, rows[1].AsMap().Shape);
        Assert.NotSame(rows[1].AsMap().Shape, rows[3].AsMap().Shape);
    }

    [Fact]
    public void Row_DoesNotChange_WhenAnotherOneDoes()
    {
        var rows = PickleReader.Read(Written[1]).AsMap()["args"]!.Value.AsItems()[1].AsItems();
        var before = rows[1].ToString();
        rows[0].AsMap().Set("new", 1);
        rows[0].AsMap().Set("id", 7);
        Assert.True(rows[0].AsMap().Remove("name"));
        Assert.Equal(before, rows[1].ToString());
        Assert.Equal("{'id': 7, 'amount': 0.5, 'paid': True, 'note': None, 'new': 1}", rows[0].ToString());
    }

    [Fact]
    public void Values_AreReadAlike() => Prop
        .ForAll(Arb.From(Gen.Choose(0, 5).SelectMany(protocol => ModelValues.All.Select(value => Pickles.Write(value, protocol)))), AssertAlike)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(600));

    [Fact]
    public void Damage_IsReadOrRefusedAlike()
    {
        var chance = new Random(20261122);
        var corpus = ModelValues.All.Sample(60, 20).Select((value, i) => Pickles.Write(value, i % 6)).Concat(Written).Concat(Written).ToList();
        corpus.AddRange(PickleReaderTests.Containers.Concat(PickleReaderTests.Scalars)
            .Select(row => System.Text.Encoding.Latin1.GetBytes(row.Data.Item1)));
        var (read, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var pickle = i % 2 == 0 ? Written[i / 2 % 2] : corpus[chance.Next(corpus.Count)];
            var isRead = Alike(PicklePropertyTests.Damage(pickle, corpus[chance.Next(corpus.Count)], chance));
            (read, refused) = isRead ? (read + 1, refused) : (read, refused + 1);
        }

        Assert.True(read > 400 && refused > 400, $"{read} were read, {refused} refused");
    }

    [Fact]
    public void Limits_HoldAlike()
    {
        foreach (var pickle in Written)
        {
            for (var most = 1; most <= 80; most++)
            {
                Alike(pickle, PickleOptions.Default with { MaxValues = most });
                Alike(pickle, PickleOptions.Default with { MaxMemo = most });
                Alike(pickle, PickleOptions.Default with { MaxDepth = most });
            }
        }
    }

    [Fact]
    public void End_IsFoundAlike_WhereverItIs()
    {
        foreach (var pickle in Written)
        {
            for (var length = 0; length < pickle.Length; length++)
            {
                Assert.False(Alike(pickle[..length]));
            }
        }
    }

    private static void AssertAlike(byte[] pickle) => Alike(pickle);

    /// <summary>Fails unless both ways give the same; true when that is a value.</summary>
    internal static bool Alike(byte[] pickle, PickleOptions? options = null)
    {
        var expected = Read(pickle, options, isShort: false);
        Assert.Equal(expected, Read(pickle, options, isShort: true));
        return expected.Refusal is null;
    }

    private static (WireValue Value, string? Refusal) Read(byte[] pickle, PickleOptions? options, bool isShort)
    {
        try
        {
            return (PickleReader.Read(pickle, options ?? PickleOptions.Default, isShort), null);
        }
        catch (PickleException e)
        {
            return (default, e.Message);
        }
    }
}
