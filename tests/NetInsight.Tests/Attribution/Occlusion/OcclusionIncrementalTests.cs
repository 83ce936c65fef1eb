using NetInsight.Attribution.Occlusion;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution;

/// <summary>What incremental runs make possible besides windows: given masks, several images, tolerances, refinement.</summary>
public sealed class OcclusionIncrementalTests
{
    private static readonly RgbImage Photo = Preprocessing.Cifar.ToImage(HashFill.Uniform("photo", new Shape(1, 3, 32, 32), -1.5f, 1.5f));

    [Fact]
    public void Given_masks_equal_the_windows_of_a_grid()
    {
        using Model model = Small();
        OcclusionOptions options = new() { Window = new OcclusionWindow(12, 10), Fill = Fill.Blur(2) };
        OcclusionGrid grid = Occlusion.Compute(model, Photo, options: options).Grids[0];
        PixelRectangle[] masks = [.. grid.Rectangles()];
        OcclusionPredictions predictions = Occlusion.Compute(model, Photo, masks, options);
        Assert.Equal(masks, predictions.Masks);
        Assert.Equal(model.Probabilities(model.Prepare(Photo))[0, 3], predictions.BaseProbability(3));
        for (int mask = 0; mask < masks.Length; mask++)
        {
            for (int k = 0; k < predictions.ClassCount; k++)
            {
                Assert.Equal(grid.Logit(mask / grid.Columns, mask % grid.Columns, k), predictions.Logit(mask, k));
                Assert.Equal(grid.Probability(mask / grid.Columns, mask % grid.Columns, k), predictions.Probability(mask, k));
            }
        }
    }

    [Fact]
    public void Masks_that_are_empty_or_outside_are_refused()
    {
        using Model model = Small();
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, Array.Empty<PixelRectangle>()));
        PixelRectangle[] wide = [new(0, 0, 30, 40)];
        Assert.StartsWith(
            "masks[0], ", Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, wide)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, [new PixelRectangle(0, 0, 3, 0)]));
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, [new PixelRectangle(1, 1, int.MaxValue, int.MaxValue)]));
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, [new PixelRectangle(0, -1, 3, 3)]));
        PixelRectangle[] outside = [new(0, 1, 32, int.MaxValue), new(1, 0, int.MaxValue, 32), new(0, 0, 5, 0), new(1, 0, 32, 32)];
        foreach (PixelRectangle region in outside)
        {
            OcclusionOptions options = new() { Region = region };
            Assert.Contains("Region", Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Photo, options: options)).Message);
        }

        OcclusionPredictions one = Occlusion.Compute(model, Photo, [new PixelRectangle(0, 0, 3, 3)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Probability(1, 0));
    }

    [Fact]
    public void Several_images_have_the_maps_that_each_has_alone()
    {
        using Model model = Small();
        OcclusionOptions options = new() { Window = new OcclusionWindow(16, 16) };
        RgbImage other = RgbImage.Solid(32, 32, RgbColor.White);
        IReadOnlyList<OcclusionMap> maps = Occlusion.Compute(model, new[] { Photo, other }, options: options);
        Assert.Equal(2, maps.Count);
        Assert.Equal(Occlusion.Compute(model, other, options: options).Drop(3).Values.ToArray(), maps[1].Drop(3).Values.ToArray());
    }

    [Fact]
    public void Incremental_and_whole_runs_agree_whatever_the_batch()
    {
        using Model model = Small();
        OcclusionOptions options = new() { Window = new OcclusionWindow(9, 5) };
        Tensor whole = Logits(
            Occlusion.Compute(model, OccludedInput.Of(model, Photo, options), null, options, isIncremental: false));
        foreach (int? batch in new int?[] { null, 1, 7 })
        {
            OcclusionMap map = Occlusion.Compute(model, Photo, options: options with { BatchSize = batch });
            Near.Relative(whole, Logits(map), 10 * Tolerances.Winograd);
        }
    }

    [Fact]
    public void A_tolerance_costs_what_the_map_says_and_none_costs_nothing()
    {
        using Model model = Small();
        OcclusionOptions options = new() { Window = new OcclusionWindow(8, 8) };
        OcclusionMap exact = Occlusion.Compute(model, Photo, options: options);
        OcclusionMap rough = Occlusion.Compute(model, Photo, options: options with { Tolerance = 0.3 });
        OcclusionMap none = Occlusion.Compute(model, Photo, options: options with { Tolerance = 0.999 });
        Assert.Equal(0, exact.MeasuredError);
        Assert.True(rough.MeasuredError > 0);
        double largest = 0;
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                for (int k = 0; k < 10; k++)
                {
                    float difference = exact.Grids[0].Probability(row, column, k) - rough.Grids[0].Probability(row, column, k);
                    largest = Math.Max(largest, Math.Abs(difference));
                }
            }
        }

        Assert.InRange(rough.MeasuredError, 0, largest + 1e-6);
        Assert.True(none.MeasuredError >= rough.MeasuredError / 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OcclusionOptions { Tolerance = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OcclusionOptions { Tolerance = double.NaN });
    }

    [Fact]
    public void The_error_of_a_tolerance_is_measured_on_refined_windows_too()
    {
        using Model model = Small();
        bool isLargerWhenRefined = false;
        Fill[] fills = [Fill.Gray, Fill.White, Fill.Blur(1)];
        double[] tolerances = [0.1, 0.5, 0.9];
        foreach ((Fill fill, double tolerance) in from fill in fills from tolerance in tolerances select (fill, tolerance))
        {
            OcclusionOptions options = new()
            {
                Window = new OcclusionWindow(32, 32),
                Fill = fill,
                Refine = 1,
                RefinedShare = 1,
                Tolerance = tolerance,
            };
            OcclusionMap map = Occlusion.Compute(model, Photo, Target.Class(0), options);
            OcclusionMap exact = Occlusion.Compute(model, Photo, Target.Class(0), options with { Tolerance = 0 });
            double[] errors = [.. map.Grids.Zip(exact.Grids, Error)];
            Assert.Equal(2, errors.Length);             // one window, then four: all are sampled
            Assert.Equal(errors.Max(), map.MeasuredError, 1e-6);
            isLargerWhenRefined |= errors[1] > errors[0] + 1e-5;
        }

        Assert.True(isLargerWhenRefined);
    }

    private static double Error(OcclusionGrid near, OcclusionGrid exact) => (
        from row in Enumerable.Range(0, near.Rows)
        from column in Enumerable.Range(0, near.Columns)
        from k in Enumerable.Range(0, 10)
        select Math.Abs((double)near.Probability(row, column, k) - exact.Probability(row, column, k))).Max();

    [Fact]
    public void A_fill_that_does_not_fit_the_input_is_refused()
    {
        foreach (int channels in new[] { 2, 5 })
        {
            GraphBuilder graph = new();
            Tensor weight = Inputs.Rounded(new Shape(3, channels, 4, 4), 1);
            int x = graph.Input("x", null, channels, 4, 4);
            int conv = graph.Node("conv", new Conv(Window.Square(4)), x, graph.Constant(weight.Shape, weight.AsSpan()));
            using Model model = new(graph.Build(graph.Node("flat", new Flatten(), conv)), new ModelOptions());
            Tensor input = Inputs.Rounded(new Shape(1, channels, 4, 4), 2);
            OcclusionOptions options = new() { Window = new OcclusionWindow(2, 2) };
            Assert.Contains(
                "Fill.InputValue", Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, input, null, options)).Message);
            foreach (Fill fill in new[] { Fill.MeanColor, Fill.Blur() })
                Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, input, options: options with { Fill = fill }));
            OcclusionMap map = Occlusion.Compute(model, input, options: options with { Fill = Fill.InputValue(0) });
            Assert.Equal(4, map.Grids[0].Rectangles().Count());
        }
    }

    [Fact]
    public void Refining_halves_the_windows_where_the_drop_is_largest()
    {
        using Model model = Small();
        OcclusionOptions options = new() { Window = new OcclusionWindow(16, 16), Refine = 2, RefinedShare = 0.25 };
        OcclusionMap map = Occlusion.Compute(model, Photo, Target.Class(0), options);
        OcclusionMap coarse = Occlusion.Compute(model, Photo, Target.Class(0), options with { Refine = 0 });
        Assert.Equal([16, 8, 4], map.Grids.Select(grid => grid.Window.Height));
        (int Row, int Column) largest = (from row in Enumerable.Range(0, 2) from column in Enumerable.Range(0, 2) select (row, column))
            .MaxBy(at => Math.Abs(coarse.BaseProbability(0) - coarse.Grids[0].Probability(at.row, at.column, 0)));
        PixelRectangle window = coarse.Grids[0].RectangleAt(largest.Row, largest.Column);
        Assert.Equal(new PixelRectangle(window.Top, window.Left, 8, 8), map.Grids[1].RectangleAt(0, 0));
        Assert.All(map.Drop().Values.ToArray(), value => Assert.False(float.IsNaN(value)));
    }

    [Fact]
    public void Limits_that_one_image_fits_are_enough()
    {
        OcclusionOptions options = new() { Window = new OcclusionWindow(8, 8) };
        LoadLimits limits = LoadLimits.Default with { ActivationElements = 4 * 16 * 32 * 32 };
        using Model usual = Small(), tight = Small(new ModelOptions { Limits = limits });
        Assert.Throws<ResourceLimitException>(() => tight.Logits(new Tensor(new Shape(4, 3, 32, 32))));
        Tensor expected = Logits(Occlusion.Compute(usual, Photo, options: options));
        Near.Relative(expected, Logits(Occlusion.Compute(tight, Photo, options: options)), 10 * Tolerances.Winograd);
    }

    private static Tensor Logits(OcclusionMap map)
    {
        OcclusionGrid grid = map.Grids[0];
        return new Tensor(new Shape(grid.Rows, grid.Columns, 10),
        [
            .. from row in Enumerable.Range(0, grid.Rows)
               from column in Enumerable.Range(0, grid.Columns)
               from k in Enumerable.Range(0, 10)
               select grid.Logit(row, column, k),
        ]);
    }

    private static Model Small(ModelOptions? options = null) => Architectures.CifarResNet(20, Weights.Generate(Weight), options);

    private static Tensor Weight(string name, Shape shape) => name.Contains("running_var", StringComparison.Ordinal)
        ? HashFill.Uniform(name, shape, 0.5f, 1.5f)
        : HashFill.Uniform(name, shape, -0.3f, 0.3f);
}
