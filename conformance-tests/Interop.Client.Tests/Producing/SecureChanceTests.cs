using Interop.Client.Producing;

namespace Interop.Client.Tests.Producing;

public sealed class SecureChanceTests
{
    private readonly SecureChance _chance = new();

    [Fact]
    public void Next_StaysInItsRange()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(_chance.Next(-3, 4), -3, 3);
            Assert.InRange(_chance.NextDouble(), 0, 1 - double.Epsilon);
            Assert.InRange(_chance.NextSingle(), 0f, 0.9999999f);
        }

        Assert.Equal(7, _chance.Next(7, 8));
        Assert.Equal(7, _chance.Next(7, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => _chance.Next(8, 7));
    }

    [Fact]
    public void Next_GivesEveryValue() =>
        Assert.Equal(6, Enumerable.Range(0, 1000).Select(_ => _chance.Next(6)).Distinct().Count());

    [Fact]
    public void NextBytes_FillsAnyLength()
    {
        foreach (var length in new[] { 0, 1, 16, 4096, 5000 })
        {
            var bytes = new byte[length];
            _chance.NextBytes(bytes);

            Assert.True(length < 16 || bytes.Distinct().Count() > 4);
        }
    }

    [Fact]
    public void Ids_AreVersion4_AndNeverTheSame()
    {
        var ids = Enumerable.Range(0, 10_000).AsParallel().Select(_ => TaskIds.Next(_chance)).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id));
    }
}
