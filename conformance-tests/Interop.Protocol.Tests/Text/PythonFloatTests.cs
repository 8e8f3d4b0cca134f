using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Text;

namespace Interop.Protocol.Tests.Text;

public sealed class PythonFloatTests
{
    // repr() of CPython 3.11.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0, "100.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000012345, "1.2345e-05")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Format_IsPythonsRepr(double value, string expected) => Assert.Equal(expected, PythonFloat.Format(value));

    [Fact]
    public void Format_ReadsBackAsTheSameBits() => Prop.ForAll<long>(bits =>
            {
                var value = BitConverter.Int64BitsToDouble(unchecked(bits * 0x1e3779b97f4a7c15L));
                return !double.IsFinite(value) || double.Parse(PythonFloat.Format(value), CultureInfo.InvariantCulture).Equals(value);
            })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
