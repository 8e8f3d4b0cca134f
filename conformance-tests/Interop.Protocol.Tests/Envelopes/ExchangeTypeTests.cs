using Interop.Protocol.Envelopes;

namespace Interop.Protocol.Tests.Envelopes;

/// <summary>Expected matches are those of kombu 5.2.4 (<c>TopicExchange._match</c>).</summary>
public sealed class ExchangeTypeTests
{
    private static readonly string[] Keys =
        ["", "a", "a.b", "a.b.c", "a.", ".a", "b", "a.x.y.c", "..", "worker.online", "a..b", "task.é", "a-b", "a.b.", "."];

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a.b", "a.b")]
    [InlineData("a.*", "a.b|a.b.c|a.x.y.c|a..b")]
    [InlineData("a.#", "a.b|a.b.c|a.|a.x.y.c|a..b|a.b.")]
    [InlineData("#", "|a|a.b|a.b.c|a.|.a|b|a.x.y.c|..|worker.online|a..b|task.é|a-b|a.b.|.")]
    [InlineData("*", "a|a.b|a.b.c|.a|b|a.x.y.c|worker.online|a..b|task.é|a-b")]
    [InlineData("*.b", "a.b")]
    [InlineData("#.b", "a.b|a..b")]
    [InlineData("a.*.c", "a.b.c|a.x.y.c")]
    [InlineData("a.#.c", "a.b.c|a.x.y.c")]
    [InlineData("*.*", "a.b|a.b.c|a.x.y.c|worker.online|a..b|task.é")]
    [InlineData("", "")]
    [InlineData("a..b", "a..b")]
    [InlineData("task.é", "task.é")]
    [InlineData("a-b", "a-b")]
    [InlineData("worker.#", "worker.online")]
    [InlineData("*.#", "a.b|a.b.c|a.|a.x.y.c|worker.online|a..b|task.é|a.b.")]
    [InlineData("#.*", "a.b|a.b.c|.a|a.x.y.c|worker.online|a..b|task.é")]
    public void TopicMatches_TakesTheKeysThatKombuTakes(string bindingKey, string expected) =>
        Assert.Equal(expected, string.Join('|', Keys.Where(key => ExchangeType.TopicMatches(bindingKey, key))));

    [Theory]
    [InlineData("ab*", "abbb", true)]
    [InlineData("ab*", "a", true)]
    [InlineData("a#", "a#", true)]
    [InlineData("a.b+c*", "a.b+ccc", true)]
    [InlineData("**", "**", true)]
    [InlineData("**", "a", false)]
    public void TopicMatches_LeavesSignsInsideWords_ToRegularExpressions(string bindingKey, string key, bool expected) =>
        Assert.Equal(expected, ExchangeType.TopicMatches(bindingKey, key));

    [Fact]
    public void TopicMatches_StaysFast_OnHostileKeys()
    {
        var bindingKey = string.Join('.', Enumerable.Repeat("#.*", 100)) + ".x";

        Assert.False(ExchangeType.TopicMatches(bindingKey, string.Concat(Enumerable.Repeat("a.", 2000))));
    }

    [Theory]
    [InlineData("direct", "a", "a", true)]
    [InlineData("direct", "a.*", "a.b", false)]
    [InlineData("fanout", "", "anything", true)]
    [InlineData("topic", "a.*", "a.b", true)]
    [InlineData("headers", "a", "a", true)]
    public void Matches_FollowsTheType(string type, string bindingKey, string key, bool expected) =>
        Assert.Equal(expected, ExchangeType.Matches(type, bindingKey, key));

    [Theory]
    [InlineData("a.b-c.*.#", @"^a\.b\-c\..*?[^\.]\..*?$")]
    [InlineData("wörk_er.ab*", @"^wörk\_er\.ab*$")]
    [InlineData("x\0y", @"^x\000y$")]
    [InlineData("😀.a b", @"^\😀\.a\ b$")]
    public void KeyToPattern_GivesKombusExpression(string bindingKey, string expected) =>
        Assert.Equal(expected, ExchangeType.KeyToPattern(bindingKey));
}
