using NetInsight.Models;

namespace NetInsight.Tests.Models;

public sealed class TopClassTests
{
    [Theory]
    [InlineData(0, 3f)]
    [InlineData(1, 1f, 2f, 2f)]
    [InlineData(0, -0f, 0f)]
    [InlineData(2, float.NegativeInfinity, 1f, float.PositiveInfinity)]
    [InlineData(0, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(1, float.PositiveInfinity, float.NaN, float.NaN)]
    [InlineData(0, float.NaN, 5f)]
    public void The_first_of_equal_scores_wins_and_nan_is_the_largest(int expected, params float[] scores) =>
        Assert.Equal(expected, TopClass.Of(scores));
}
