namespace NetInsight.Tests.Attribution;

public sealed class OcclusionTests
{
    private static readonly Tensor Image = new(new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(i => (float)i)]);

    [Fact]
    public void Positions_run_to_the_far_edge_and_the_last_is_cut_off()
    {
        using Model model = CaptumNetworks.OneConv();
        OcclusionGrid grid = Compute(model, new OcclusionWindow(3, 2)).Grids[0];
        Assert.Equal((2, 2, 1, 1), (grid.Rows, grid.Columns, grid.WholeRows, grid.WholeColumns));
        Assert.Equal(new PixelRectangle(0, 0, 3, 3), grid.RectangleAt(0, 0));
        Assert.Equal(new PixelRectangle(0, 2, 3, 2), grid.RectangleAt(0, 1));
        Assert.Equal(new PixelRectangle(2, 2, 2, 2), grid.RectangleAt(1, 1));
    }

    [Fact]
    public void Every_position_equals_a_run_on_the_occluded_image()
    {
        using Model model = CaptumNetworks.OneConv();
        OcclusionMap map = Compute(model, new OcclusionWindow(2, 1), Fill.InputValue(3));
        OcclusionGrid grid = map.Grids[0];
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                Tensor occluded = Image.Clone();
                PixelRectangle mask = grid.RectangleAt(row, column);
                for (int y = mask.Top; y < mask.Top + mask.Height; y++)
                {
                    for (int x = mask.Left; x < mask.Left + mask.Width; x++)
                        occluded[0, 0, y, x] = 3;
                }

                Tensor logits = model.Logits(occluded), probabilities = model.Probabilities(occluded);
                for (int k = 0; k < 4; k++)
                {
                    Assert.Equal(logits[0, k], grid.Logit(row, column, k));
                    Assert.Equal(probabilities[0, k], grid.Probability(row, column, k));
                }
            }
        }
    }

    [Fact]
    public void Several_windows_have_grids_of_their_own()
    {
        using Model model = CaptumNetworks.OneConv();
        OcclusionOptions options = new()
        {
            Windows = [new OcclusionWindow(4, 4), new OcclusionWindow(2, 2)],
        };
        OcclusionMap map = Occlusion.Compute(model, Image, options: options);
        Assert.Equal([1, 4], map.Grids.Select(grid => grid.Rows * grid.Columns));
        float drop = map.BaseLogit(0) - map.Grids[0].Logit(0, 0, 0), corner = map.BaseLogit(0) - map.Grids[1].Logit(1, 1, 0);
        Assert.Equal((drop + corner) / 2, map.Drop(0)[3, 3], 5);
    }

    [Fact]
    public void Outside_a_region_nothing_is_known()
    {
        using Model model = CaptumNetworks.OneConv();
        OcclusionOptions options = new() { Window = new OcclusionWindow(2, 1), Region = new PixelRectangle(1, 1, 2, 3) };
        OcclusionMap map = Occlusion.Compute(model, Image, options: options);
        Heatmap drop = map.Drop();
        Assert.True(float.IsNaN(drop[0, 0]) && float.IsNaN(drop[3, 3]));
        Assert.False(float.IsNaN(drop[1, 1]) || float.IsNaN(drop[2, 3]));
        Assert.Equal((1, 2), (map.Grids[0].Rows, map.Grids[0].Columns));
    }

    [Fact]
    public void The_default_target_is_the_first_of_the_most_probable_classes()
    {
        using Model model = CaptumNetworks.Linear();
        OcclusionMap map = Occlusion.Compute(model, new Tensor(new Shape(1, 1, 1, 3), [1, 2, 3]));
        Assert.Equal((1, "class 1"), (map.Target.ClassIndex, map.Target.Label));
        Assert.Equal(Target.Class(1), map.Target.Target);
    }

    [Fact]
    public void Fills_are_preprocessed_like_the_image()
    {
        using Model model = CaptumNetworks.OneConv();
        Assert.Equal(
            Compute(model, new OcclusionWindow(2, 2), Fill.InputValue(255)).Drop().Values.ToArray(),
            Compute(model, new OcclusionWindow(2, 2), Fill.White).Drop().Values.ToArray());
        Assert.Equal(
            Compute(model, new OcclusionWindow(2, 2), Fill.InputValue(8)).Drop().Values.ToArray(),       // the mean of 0 .. 15 is 7.5
            Compute(model, new OcclusionWindow(2, 2), Fill.MeanColor).Drop().Values.ToArray());
    }

    [Fact]
    public void Progress_ends_with_everything_done()
    {
        using Model model = CaptumNetworks.OneConv();
        Reports reports = new();
        Occlusion.Compute(model, Image, null, new OcclusionOptions { Window = new OcclusionWindow(1, 1), BatchSize = 3 }, reports);
        Assert.Equal(16, reports.Seen[^1].Done);
        Assert.Equal(1, reports.Seen[^1].Fraction);
        Assert.All(reports.Seen, report => Assert.Equal(16, report.Total));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void A_cancelled_map_ends_with_the_batch_at_hand_and_leaves_the_model_usable(double tolerance)
    {
        using Model model = CaptumNetworks.OneConv();
        using CancellationTokenSource source = new();
        Reports reports = new(() => source.Cancel());
        OcclusionOptions options = new() { Window = new OcclusionWindow(1, 1), BatchSize = 3, Tolerance = tolerance };
        Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(model, Image, null, options, reports, source.Token));
        Assert.Equal(3, Assert.Single(reports.Seen).Done);
        Assert.Equal(16, Occlusion.Compute(model, Image, options: options).Grids[0].Rectangles().Count());
    }

    [Fact]
    public void Captions_name_class_fill_window_sign_and_unit()
    {
        using Model model = CaptumNetworks.OneConv();
        OcclusionMap map = Compute(model, new OcclusionWindow(2, 1), Fill.Black);
        foreach (string word in new[] { "class 0", "(0, 0, 0)", "2 x 2, stride 1", "Positive (red)", "Unit: logits" })
            Assert.Contains(word, map.Caption);
        Assert.Contains("Dark: occlusion", map.ProbabilityMap().Caption);
    }

    [Fact]
    public void The_winning_class_is_shown_where_it_changes()
    {
        using Model model = CaptumNetworks.Linear();
        Tensor input = new(new Shape(1, 1, 1, 3), [1, 2, 3]);
        OcclusionMap map = Occlusion.Compute(model, input, options: new OcclusionOptions { Window = new OcclusionWindow(1, 1) });
        Assert.Equal(new[,] { { 1, 1, 1 } }, map.WinningClasses());
        Assert.Empty(map.RivalClasses());
        Assert.Equal((24, 8), (map.WinnersToImage().Width, map.WinnersToImage().Height));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using Model model = CaptumNetworks.OneConv();
        Refused("OcclusionOptions.Window is 5 x 5 pixels (height x width), larger than the input of 4 x 4", new() { Window = new(5, 1) });
        Refused("OcclusionOptions.Windows[1] is 5 x 1 pixels", new() { Windows = [new(1, 1), new(5, 1, 1, 1)] });
        Refused(
            "OcclusionOptions.Window is 3 x 3 pixels (height x width), larger than Region, 2 x 4 pixels.",
            new() { Window = new(3, 1), Region = new PixelRectangle(0, 0, 2, 4) });
        const string HasNoSize = "has no size: make it by a constructor of OcclusionWindow.";
        Made($"Window {HasNoSize}", () => new OcclusionOptions { Window = default(OcclusionWindow) });
        Made($"Windows[1] {HasNoSize}", () => new OcclusionOptions { Windows = [new(1, 1), default] });
        Made("Windows is a default array", () => new OcclusionOptions { Windows = default });
        OcclusionOptions outside = new() { Region = new PixelRectangle(2, 2, 1, 3) };
        Assert.StartsWith(
            "The network has 4 classes, 0 to 3.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Occlusion.Compute(model, Image, Target.Class(4))).Message);
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, Image, Target.Layer("none")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Occlusion.Compute(model, Image, Target.Unit("conv", 2)));
        Window("stride must be at most size, 2, so that every pixel is covered, but is 3.", () => new OcclusionWindow(2, 3));
        Window("size must be positive, but is 0.", () => new OcclusionWindow(0, 1));
        Window("strideRight must be at most width, 4, so that every pixel is covered, but is 5.", () => new OcclusionWindow(9, 4, 1, 5));
        Refused("OcclusionOptions.Region, ", outside);
        Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, new Tensor(new Shape(2, 1, 4, 4))));
        Tensor broken = Image.Clone();
        broken[0, 0, 1, 2] = float.NaN;
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Occlusion.Compute(model, broken)).Message);

        void Refused(string message, OcclusionOptions options) =>
            Made(message, () => Occlusion.Compute(model, Image, options: options));

        static void Made(string message, Func<object> make) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    private static void Window(string message, Func<object> make) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);

    private static OcclusionMap Compute(Model model, OcclusionWindow window, Fill? fill = null) =>
        Occlusion.Compute(model, Image, Target.Class(0), new OcclusionOptions { Window = window, Fill = fill ?? Fill.Gray });

    private sealed class Reports(Action? then = null) : IProgress<Progress>
    {
        public List<Progress> Seen { get; } = [];

        public void Report(Progress value)
        {
            Seen.Add(value);
            then?.Invoke();
        }
    }
}
