using Interop.Protocol.Text;

namespace Interop.Protocol.Tests.Text;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("billing.*", "billing.close_month", true)]
    [InlineData("billing.*", "billing.", true)]
    [InlineData("billing.*", "billingx", false)]
    [InlineData("*.close", "a.b.close", true)]
    [InlineData("*", "", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b", false)]
    [InlineData("tasks.?", "tasks.x", true)]
    [InlineData("tasks.?", "tasks.", false)]
    [InlineData("tasks.?", "tasks.😀", true)]
    [InlineData("Tasks.*", "tasks.x", false)]
    [InlineData("a[bc]*", "acd", true)]
    [InlineData("a[!bc]*", "acd", false)]
    [InlineData("a[!bc]*", "axd", true)]
    [InlineData("a[0-9]*", "a5", true)]
    [InlineData("a[9-0]*", "a5", false)]
    [InlineData("a[]]*", "a]", true)]
    [InlineData("a[*", "a[x", true)]
    [InlineData("a[!]*", "a[!]x", true)]
    [InlineData("a[a-]*", "a-", true)]
    [InlineData("a[^b]*", "a^", true)]
    [InlineData("a[\\]*", "a\\", true)]
    [InlineData("a.b*", "axb", false)]
    [InlineData("*\n*", "a\nb", true)]
    public void IsMatch_FollowsFnmatch(string pattern, string name, bool expected) =>
        Assert.Equal(expected, new GlobPattern(pattern).IsMatch(name));

    [Fact]
    public void IsMatch_EndsSoon_WhenThePatternInvitesBacktracking() =>
        Assert.False(new GlobPattern("*a*a*a*a*a*a*a*a*a*a*b").IsMatch(new string('a', 5000)));

    [Theory]
    [InlineData("tasks.*", true)]
    [InlineData("tasks.?", false)]
    public void IsPattern_WantsAStar_AsCelerysRouterDoes(string key, bool expected) => Assert.Equal(expected, GlobPattern.IsPattern(key));
}
