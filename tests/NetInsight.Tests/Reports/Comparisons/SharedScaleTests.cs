using NetInsight.Reports.Comparisons;

namespace NetInsight.Tests.Reports.Comparisons;

public sealed class SharedScaleTests
{
    /// <summary>Of 400 values one is above the floor: its 399 neighbours are rounding, and stay pale.</summary>
    [Fact]
    public void Values_within_the_floor_are_pale()
    {
        float[] values = [.. Enumerable.Repeat(1e-7f, 399), 1e-5f];
        SharedScale scale = SharedScale.Of(new Heatmap(20, 20, values).WithRoundingFloor(1e-6));
        Assert.False(scale.IsEmpty);
        Assert.InRange(scale.Position(1e-7f), 0, 0.1001f);
        Assert.Equal(1, scale.Position(1e-5f));
    }

    [Fact]
    public void Without_a_floor_99_percent_of_the_pixels_lie_within()
    {
        float[] values = [.. Enumerable.Range(1, 100).Select(value => (float)value)];
        SharedScale scale = SharedScale.Of(new Heatmap(10, 10, values).WithNeutral(1));
        Assert.Equal((1, 98, false), (scale.Neutral, scale.End, scale.IsEmpty));
        Assert.Equal((0, 0.5f, 1), (scale.Position(1), scale.Position(50), scale.Position(100)));
    }
}
