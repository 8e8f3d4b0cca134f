using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Text;

namespace Interop.Protocol.Tests.Text;

public sealed class IsoTimestampTests
{
    [Theory]
    [InlineData("2020-01-02", "2020-01-02T00:00:00")]
    [InlineData("2020-01-02T03:04", "2020-01-02T03:04:00")]
    [InlineData("2020-01-02 03:04:05", "2020-01-02T03:04:05")]
    [InlineData("2020-01-02T03:04:05.5", "2020-01-02T03:04:05.500000")]
    [InlineData("2020-01-02T03:04:05.1234567Z", "2020-01-02T03:04:05.123456+00:00")]
    [InlineData("2020-01-02T03:04:05,25+0530", "2020-01-02T03:04:05.250000+05:30")]
    [InlineData("2020-01-02T03:04:05-08", "2020-01-02T03:04:05-08:00")]
    [InlineData("2020-01-02T03:04:05+00:53:28", "2020-01-02T03:04:05+00:53:28")]
    [InlineData("9999-12-31T23:59:59.999999-23:59", "9999-12-31T23:59:59.999999-23:59")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00")]
    public void TryParse_ReadsEveryForm_AndKeepsTheText(string text, string isoformat)
    {
        Assert.True(IsoTimestamp.TryParse(text, out var value));
        Assert.Equal(isoformat, value.Format());
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3600")]
    [InlineData("2020-13-01")]
    [InlineData("2020-02-30T00:00:00")]
    [InlineData("2020-01-02T24:00:00")]
    [InlineData("2020-01-02T03:04:60")]
    [InlineData("2020-01-02T03:04:05.")]
    [InlineData("2020-01-02T03:04:05+24:00")]
    [InlineData("2020-01-02T03:04:05 junk")]
    [InlineData("2020-01-02T03:04:05+0")]
    [InlineData("２０２０-01-02T03:04:05")]
    public void TryParse_Refuses_WhatIsNoTimestamp(string? text) => Assert.False(IsoTimestamp.TryParse(text, out _));

    [Fact]
    public void ToDateTimeOffset_TakesNaiveValuesForUtc_AndClampsAtTheEnds()
    {
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero), new IsoTimestamp(new DateTime(2020, 1, 2), null).ToDateTimeOffset());
        Assert.True(IsoTimestamp.TryParse("9999-12-31T23:59:59-10:00", out var last));
        Assert.Equal(DateTimeOffset.MaxValue, last.ToDateTimeOffset());
        Assert.True(IsoTimestamp.TryParse("0001-01-01T00:00:00+10:00", out var first));
        Assert.Equal(DateTimeOffset.MinValue, first.ToDateTimeOffset());
    }

    [Fact]
    public void Format_ComesBackEqual() => Prop.ForAll(
            Generators.Timestamp.ToArbitrary(),
            value => IsoTimestamp.TryParse(value.Format(), out var back) && back == value && back.ToString() == value.Format())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Format_AgreesWithTheClr() => Prop.ForAll(
            Generators.Timestamp.Where(t => t.WallClock.Ticks % TimeSpan.TicksPerSecond != 0).ToArbitrary(),
            value => value.Format().StartsWith(
                value.WallClock.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture), StringComparison.Ordinal))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
