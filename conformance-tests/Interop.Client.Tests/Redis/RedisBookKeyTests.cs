using System.Text;
using Interop.Client.Brokers.Redis;

namespace Interop.Client.Tests.Redis;

public sealed class RedisBookKeyTests
{
    [Theory]
    [InlineData("7c0d1f5e-91fe-4a3b-8c2d-0123456789ab")]
    [InlineData("7C0D1F5E-91FE-4A3B-8C2D-0123456789AB")]
    [InlineData("7c0d1f5e-91fe-4a3b-8c2d-0123456789ab#1795000000.5")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("any tag")]
    [InlineData("")]
    public void Key_KeepsItsBytes(string text)
    {
        var key = new RedisBookKey(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, Encoding.UTF8.GetString(key.ToArray()));
        Assert.False(key.IsNone);
        Assert.Equal(key, new RedisBookKey(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(key.GetHashCode(), new RedisBookKey(Encoding.UTF8.GetBytes(text)).GetHashCode());
    }

    [Fact]
    public void Keys_Differ_InCaseToo()
    {
        RedisBookKey[] keys = [.. new[] { "7c0d1f5e-91fe-4a3b-8c2d-0123456789ab", "7C0D1F5E-91FE-4A3B-8C2D-0123456789AB", "", "a" }
            .Select(text => new RedisBookKey(Encoding.UTF8.GetBytes(text))), default];

        Assert.Equal(keys.Length, keys.ToHashSet().Count);
        Assert.True(keys[^1].IsNone);
    }
}
