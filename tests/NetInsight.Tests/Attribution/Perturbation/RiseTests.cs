using NetInsight.Attribution.Perturbation;
using NetInsight.Tests.FeatureSpace;

namespace NetInsight.Tests.Attribution.Perturbation;

/// <summary>RISE where the answer is known, and what every technique promises.</summary>
public sealed class RiseTests
{
    private static readonly RgbImage Photo = RgbImage.Solid(20, 30, new RgbColor(90, 60, 200));

    private static readonly RiseOptions Few = new() { Masks = 20, Cells = 3 };

    [Theory]
    [InlineData(RiseNormalization.Published)]
    [InlineData(RiseNormalization.SumOfMasks)]
    public void A_linear_network_gets_the_expectation_over_masks_within_its_error(RiseNormalization normalization)
    {
        // Score sum of w x m; one cell a pixel wide, moved by none: pixels of a row of 4 lie between cells of a row of 4 enlarged to 5.
        using Model model = SmallNetworks.Linear(1, -2, 3, 0);
        Tensor input = new(new Shape(1, 1, 1, 4), [1, 1, 1, 1]);
        RiseOptions options = new() { Masks = 20_000, Cells = 4, Normalization = normalization };
        RiseMap map = Rise.Compute(model, input, Target.Class(1), options);

        // All 2^16 masks of 4 x 4 cells have one row that counts for a 1-pixel high input, of which cells are shown independently.
        double[] expected = new double[4];
        double[] sums = new double[4];
        for (int bits = 0; bits < 16; bits++)
        {
            float[] shown = [.. Enumerable.Range(0, 16).Select(i => (float)(bits >> (i % 4) & 1))];
            float[] mask = new float[4];
            new RiseEnlargement(4, 1, 4).Write(new RiseMask(shown, 4, 4, 0, 0), mask);
            double score = mask[0] - 2 * mask[1] + 3 * mask[2];
            for (int i = 0; i < 4; i++)
                (expected[i], sums[i]) = (expected[i] + score * mask[i] / 16, sums[i] + mask[i] / 16);
        }

        Assert.Equal(20_000, map.MaskCount);
        Assert.Equal("logits", map.Target.Unit);
        for (int i = 0; i < 4; i++)
        {
            double error = map.StandardErrors[0, 0, 0, i], value = map.Values[0, 0, 0, i];
            Assert.InRange(error, 0.001, 0.05);
            Assert.Equal(expected[i] / sums[i], value, 4 * error);      // chance puts one in 16,000 beyond
            Assert.Equal(0.5, sums[i], Tolerances.FewRoundings);
        }
    }

    [Fact]
    public void Errors_say_how_far_other_seeds_are()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor input = HashFill.Uniform("rise.input", new Shape(1, 3, 8, 8), -2, 2);
        foreach (RiseNormalization normalization in Enum.GetValues<RiseNormalization>())
        {
            RiseMap[] maps = [.. Enumerable.Range(0, 60).Select(seed => Rise.Compute(
                model, input, null, Few with { Masks = 100, Seed = (ulong)seed, Normalization = normalization }))];
            double stated = maps.Average(map => map.MeanStandardError);
            double spread = Enumerable.Range(0, 64).Average(i =>
            {
                double[] values = [.. maps.Select(map => (double)map.Heatmap.Values[i])];
                return Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));
            });
            Assert.InRange(spread / stated, 0.8, 1.25);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_batch_size_gives_the_same_bits(int size)
    {
        using Model model = SmallNetworks.Color(17, 23);
        Tensor input = HashFill.Uniform("rise.input", new Shape(1, 3, 17, 23), -2, 2);
        RiseMap expected = Rise.Compute(model, input, null, Few), actual = Rise.Compute(model, input, null, Few with { BatchSize = size });
        Assert.True(expected.Values.AsSpan().SequenceEqual(actual.Values.AsSpan()));
        Assert.True(expected.StandardErrors.AsSpan().SequenceEqual(actual.StandardErrors.AsSpan()));
        Assert.Equal(expected.MeanScore, actual.MeanScore);
    }

    [Fact]
    public void A_trained_network_gives_the_same_bits_for_any_batch_size_and_number_of_threads()
    {
        string file = SharedFiles.Require("data/models/cifar_resnet20.onnx");
        Tensor input = ReferenceFile.Require("cifar_resnet20-test1234")["input"];
        RiseMap[] maps = [.. new (int? Batch, int Threads)[] { (null, 1), (null, 2), (1, 2), (5, 1), (7, 8) }.Select(run =>
        {
            using Model model = Model.Load(file, new ModelOptions { Parallelism = run.Threads });
            return Rise.Compute(model, input, null, Few with { BatchSize = run.Batch });
        })];
        Assert.All(maps, map => Assert.True(maps[0].Values.AsSpan().SequenceEqual(map.Values.AsSpan())));
        Assert.All(maps, map => Assert.True(maps[0].StandardErrors.AsSpan().SequenceEqual(map.StandardErrors.AsSpan())));
    }

    [Fact]
    public void Fewer_masks_are_the_first_of_more_and_other_seeds_are_others()
    {
        RiseMask[] masks = [.. RiseMask.Draw(new RiseOptions(), 224, 200).Take(2000)];
        RiseMask[] again = [.. RiseMask.Draw(new RiseOptions { Masks = 5 }, 224, 200).Take(5)];
        RiseMask[] other = [.. RiseMask.Draw(new RiseOptions { Seed = 2 }, 224, 200).Take(5)];
        for (int n = 0; n < 5; n++)
        {
            Assert.Equal(masks[n].Shown, again[n].Shown);
            Assert.Equal((masks[n].Top, masks[n].Left), (again[n].Top, again[n].Left));
            Assert.NotEqual(masks[n].Shown, other[n].Shown);
        }

        // Corners within a cell of 32 x 29 pixels, cells shown half of the time: 0.5 +- 4 standard deviations of 98,000 throws.
        Assert.Equal((0, 31), (masks.Min(mask => mask.Top), masks.Max(mask => mask.Top)));
        Assert.Equal((0, 28), (masks.Min(mask => mask.Left), masks.Max(mask => mask.Left)));
        Assert.InRange(masks.Average(mask => mask.Shown.Average()), 0.5 - 4 * 0.0016, 0.5 + 4 * 0.0016);
        float sparse = RiseMask.Draw(new RiseOptions { ShownProbability = 0.1 }, 224, 224).Take(2000).Average(mask => mask.Shown.Average());
        Assert.InRange(sparse, 0.1 - 4 * 0.001, 0.1 + 4 * 0.001);
    }

    [Theory]
    [InlineData(1, 7, 7)]
    [InlineData(7, 224, 30)]
    [InlineData(7, 5, 3)]
    public void Masks_cover_the_input_from_every_corner(int cells, int height, int width)
    {
        RiseEnlargement enlargement = new(cells, height, width);
        float[] mask = new float[height * width];
        int bottom = RiseMask.CellOf(height, cells) - 1, right = RiseMask.CellOf(width, cells) - 1;
        float[] ones = new float[cells * cells];
        ones.AsSpan().Fill(1);
        foreach ((int top, int left) in new[] { (0, 0), (bottom, right) })
        {
            mask.AsSpan().Fill(float.NaN);
            enlargement.Write(new RiseMask(ones, cells, cells, top, left), mask);
            Assert.All(mask, value => Assert.Equal(1, value));
        }
    }

    [Fact]
    public void Hidden_pixels_take_the_fill()
    {
        // An image of the fill's own colour does not change under any mask.
        using Model model = SmallNetworks.Color(8, 8);
        RiseMap map = Rise.Compute(
            model, Photo, Target.Class(2),
            Few with { Fill = Fill.Color(new RgbColor(90, 60, 200)), Normalization = RiseNormalization.SumOfMasks });
        Assert.Equal(map.Target.Score, map.MeanScore, Tolerances.FewRoundings * Math.Abs(map.Target.Score));
        Assert.True(map.LargestStandardError < Tolerances.FewRoundings);
        Assert.Contains("the colour (90, 60, 200)", map.Caption);
    }

    [Fact]
    public void A_network_that_ignores_its_input_gives_a_flat_map_that_says_so()
    {
        using Model model = SmallNetworks.Linear(0, 0, 0);
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        RiseMap map = Rise.Compute(model, input, Target.Class(1));
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.Contains("every value is 0", map.Caption);
        Assert.Equal(Colormap.RedBlue.At(0.5), map.ToImage()[0, 0]);

        // By the published normalisation, chance in the number of showings is all that is seen of a constant score.
        RiseMap constant = Rise.Compute(model, input, Target.Class(1, ClassScore.Probability), Few);
        Assert.Equal(0.5, constant.MeanScore);
        Assert.Contains("Drawn empty: the largest distance from", constant.Caption);
    }

    [Fact]
    public void The_default_target_is_the_probability_of_the_top_class()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RiseMap map = Rise.Compute(model, Photo, options: Few);
        Prediction top = model.Classify(Photo, 1)[0];
        Assert.Equal(top.Class, map.Target.ClassIndex);
        Assert.Equal(top.Probability, map.Target.Score, Tolerances.FewRoundings);
        Assert.Equal("probability", map.Target.Unit);
        Assert.Equal(new Shape(1, 1, 8, 8), map.Values.Shape);
        Assert.StartsWith($"RISE of {map.Target}", map.Caption);
        Assert.Contains("20 random masks of 3 x 3 cells", map.Caption);
        Assert.EndsWith("Preprocessing assumed: Cifar.", map.Caption);
    }

    [Fact]
    public void Parts_of_layers_are_explained_too()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RiseMap map = Rise.Compute(model, Photo, Target.Unit("relu2", 3, 1, 1), Few);
        Assert.Null(map.Target.ClassIndex);
        Assert.Equal("units of the layer's output", map.Target.Unit);
    }

    [Fact]
    public void Images_are_explained_each_by_itself_over_what_the_network_saw()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RecordedProgress<Progress> progress = new();
        IReadOnlyList<RiseMap> maps = Rise.Compute(
            model, [Photo, RgbImage.Solid(8, 8, RgbColor.White)], options: Few with { BatchSize = 3 }, progress: progress);
        Assert.Equal(2, maps.Count);
        Assert.Equal(2, progress.Seen.Count(report => report is { Done: 20, Total: 20 }));
        Assert.Equal((20, 30), (maps[0].Over(Photo).Height, maps[0].Over(Photo).Width));
        RiseMap same = Rise.Compute(model, model.Prepare(Photo), options: Few);
        Assert.True(maps[0].Values.AsSpan().SequenceEqual(same.Values.AsSpan()));
        Assert.Null(same.Heatmap.Origin);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Assert.Throws<ArgumentNullException>(() => Rise.Compute(null!, Photo));
        Assert.Throws<ArgumentNullException>(() => Rise.Compute(model, (RgbImage)null!));
        Assert.Throws<ArgumentNullException>(() => Rise.Compute(model, (Tensor)null!));
        Assert.Throws<ArgumentNullException>(() => Rise.Compute(model, (IEnumerable<RgbImage>)null!));
        Assert.Throws<ArgumentException>(() => Rise.Compute(model, new Tensor(new Shape(2, 3, 8, 8))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rise.Compute(model, Photo, Target.Class(99), Few));
        Assert.Throws<ArgumentException>(() => Rise.Compute(model, Photo, Target.Layer("no such layer"), Few));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { Masks = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { Cells = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { ShownProbability = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { ShownProbability = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { Normalization = (RiseNormalization)5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { BatchSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiseOptions { MemoryBudget = 0 });
        Assert.Throws<ArgumentNullException>(() => new RiseOptions { Fill = null! });
    }

    [Fact]
    public void It_stops_when_cancelled_and_the_model_stays_usable()
    {
        using Model model = SmallNetworks.Color(64, 64);
        using CancellationTokenSource source = new();
        CancelAfterFirst progress = new(source);
        Tensor input = HashFill.Uniform("rise.input", new Shape(1, 3, 64, 64), -2, 2);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Rise.Compute(model, input, null, new RiseOptions { Masks = 1_000_000 }, progress, source.Token));
        Assert.InRange(progress.Clock.Elapsed.TotalMilliseconds, 0, 200);
        Assert.Equal(5, model.Logits(input).Count);
    }

    private sealed class CancelAfterFirst(CancellationTokenSource source) : IProgress<Progress>
    {
        public System.Diagnostics.Stopwatch Clock { get; } = new();

        public void Report(Progress value)
        {
            Clock.Start();
            source.Cancel();
        }
    }
}
