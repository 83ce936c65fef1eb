using NetInsight.Tool.Verbs;

namespace NetInsight.Tests.Tool;

/// <summary>Targets as text.</summary>
public sealed class TargetTextTests
{
    [Fact]
    public void Every_form_is_read()
    {
        Assert.Equal(Target.Top, TargetText.Parse("Top"));
        Assert.Equal(Target.Class(386), TargetText.Parse("386"));
        Assert.Equal(Target.Class("African elephant"), TargetText.Parse("African elephant"));
        Assert.Equal(Target.Difference(386, 385), TargetText.Parse("386 vs 385"));
        Assert.Equal(Target.Difference("cat", "dog"), TargetText.Parse("cat VS dog"));
        Assert.Equal(Target.Unit("a:b", 1, 2, 3), TargetText.Parse("unit:a:b:1:2:3"));
        Assert.Equal(Target.Channel("conv1", 17), TargetText.Parse("channel:conv1:17"));
        Assert.Equal(Target.Layer("a:b"), TargetText.Parse("layer:a:b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("layer:")]
    [InlineData("unit:conv1:1:2")]
    [InlineData("unit:conv1:1:2:x")]
    [InlineData("channel:3")]
    [InlineData("386 vs 386")]
    [InlineData("386 vs dog")]
    public void What_is_none_is_refused(string text) => Assert.Throws<FormatException>(() => TargetText.Parse(text));
}
