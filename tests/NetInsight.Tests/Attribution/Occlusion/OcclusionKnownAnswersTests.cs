namespace NetInsight.Tests.Attribution;

/// <summary>Captum's tests/attr/test_occlusion.py: networks so small that the answers are integers.</summary>
public sealed class OcclusionKnownAnswersTests
{
    private static readonly float[] Ramp = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
    private static readonly float[] Ones = [.. Enumerable.Repeat(1f, 16)];

    [Fact]
    public void A_window_over_the_whole_first_input_takes_67_away()
    {
        using Model model = CaptumNetworks.OneConv(other: Ones);
        Assert.All(Drops(model, Ramp, new OcclusionWindow(4, 4)), drop => Assert.Equal(67, drop));
    }

    [Fact]
    public void A_window_over_the_whole_second_input_takes_13_away()
    {
        using Model model = CaptumNetworks.OneConv(other: Ramp);
        Assert.All(Drops(model, Ones, new OcclusionWindow(4, 4)), drop => Assert.Equal(13, drop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Windows_that_overlap_are_averaged(int batch)
    {
        using Model model = CaptumNetworks.OneConv(other: Ones);
        float[] drops = Drops(model, Ramp, new OcclusionWindow(2, 3, 2, 1), batch: batch);
        Assert.Equal([17, 17, 17, 17, 17, 17, 17, 17, 64, 65.5f, 65.5f, 67, 64, 65.5f, 65.5f, 67], drops);
    }

    [Fact]
    public void Windows_side_by_side_are_not_mixed()
    {
        using Model model = CaptumNetworks.OneConv(other: Ramp);
        float[] drops = Drops(model, Ones, new OcclusionWindow(1, 2, 1, 2));
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0], drops);
    }

    [Theory]
    [InlineData(1, 1, 0, new[] { 80f, 200, 120 })]
    [InlineData(2, 1, 10, new[] { 200f, 220, 240 })]
    [InlineData(2, 2, 0, new[] { 280f, 280, 120 })]         // the last window is cut off at the edge
    public void The_linear_network_loses_its_inputs(int window, int stride, float baseline, float[] expected)
    {
        using Model model = CaptumNetworks.Linear();
        Tensor input = new(new Shape(1, 1, 1, 3), [20, 50, 30]);
        Assert.Equal(expected, Drops(model, input, new OcclusionWindow(1, window, 1, stride), baseline));
    }

    [Fact]
    public void Images_of_a_batch_are_explained_each_by_itself()
    {
        using Model model = CaptumNetworks.Linear();
        Assert.Equal([8, 35, 12], Drops(model, new Tensor(new Shape(1, 1, 1, 3), [2, 10, 3]), new OcclusionWindow(1, 1), 0));
    }

    private static float[] Drops(Model model, float[] image, OcclusionWindow window, int? batch = null) =>
        Drops(model, new Tensor(new Shape(1, 1, 4, 4), image), window, 0, batch);

    private static float[] Drops(Model model, Tensor input, OcclusionWindow window, float baseline, int? batch = null)
    {
        OcclusionOptions options = new()
        {
            Window = window,
            Fill = Fill.InputValue(baseline),
            BatchSize = batch,
        };
        return Occlusion.Compute(model, input, Target.Class(0), options).Drop().Values.ToArray();
    }
}
