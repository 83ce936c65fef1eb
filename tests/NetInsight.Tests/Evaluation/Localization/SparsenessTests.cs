namespace NetInsight.Tests.Evaluation.Localization;

public sealed class SparsenessTests
{
    [Fact]
    public void One_pixel_of_four_has_all()
    {
        SparsenessScore score = Sparseness.Compute(new Heatmap(2, 2, [0, 0, -3, 0]));
        Assert.Equal((0.75, 0, 0.25), (score.Gini, score.Entropy, score.HalfShare));
    }

    [Fact]
    public void An_even_map_has_none()
    {
        SparsenessScore score = Sparseness.Compute(new Heatmap(2, 2, [2, -2, 2, -2]));
        Assert.Equal(0, score.Gini, Tolerances.FewRoundings);
        Assert.Equal(Math.Log(4), score.Entropy, Tolerances.FewRoundings);
        Assert.Equal(0.5, score.HalfShare);
    }

    [Fact]
    public void The_definition_by_pairs()
    {
        // Gini's other definition: the mean difference of all pairs, divided by twice the mean.
        float[] values = HashFill.Uniform("sparseness", new Shape(6, 7), -1, 1).AsSpan().ToArray();
        double[] magnitudes = [.. values.Select(value => Math.Abs(value - 0.25))];
        double differences = magnitudes.Sum(a => magnitudes.Sum(b => Math.Abs(a - b)));
        double expected = differences / (2 * magnitudes.Length * magnitudes.Sum());
        Assert.Equal(expected, Sparseness.Compute(new Heatmap(6, 7, values), neutral: 0.25).Gini, Tolerances.FewRoundings);
    }

    [Fact]
    public void Magnitudes_are_about_the_maps_own_neutral_value()
    {
        Heatmap map = new Heatmap(2, 2, [0.5f, 0.5f, 0.9f, 0.5f]).WithNeutral(0.5);
        Assert.Equal(0.75, Sparseness.Compute(map).Gini);
        Assert.Equal(1, PointingGame.Compute(map, new PixelRectangle(1, 0, 1, 1), new PointingGameOptions { Tolerance = 1 }).Energy);
    }

    [Fact]
    public void Empty_maps_and_missing_values_are_said()
    {
        SparsenessScore zero = Sparseness.Compute(new Heatmap(1, 3, [0, 0, float.NaN]));
        Assert.Equal((double.NaN, double.NaN, double.NaN), (zero.Gini, zero.Entropy, zero.HalfShare));
        Assert.Contains("no magnitude is above 0. 1 positions without a finite value", zero.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparseness.Compute(new Heatmap(1, 1, [1]), double.NaN));
    }
}
