using CsCheck;

namespace NetInsight.Tests.Inspection;

/// <summary>How filters are drawn.</summary>
public sealed class FilterGridTests
{
    [Fact]
    public void Published_first_layers_are_squares_of_colour_tiles()
    {
        Weights zeros = Weights.Generate((_, shape) => new Tensor(shape));
        using Model alexNet = Architectures.AlexNet(zeros), resNet = Architectures.ResNet18(zeros);
        FilterGrid wide = Filters.Compute(alexNet, "features.0"), narrow = Filters.Compute(resNet, "conv1");
        Assert.Equal((new Shape(64, 3, 11, 11), new Shape(64, 3, 7, 7)), (wide.Values.Shape, narrow.Values.Shape));
        Assert.Equal((8 * 44 + 7 * 2, 8 * 44 + 7 * 2), (wide.ToImage().Width, wide.ToImage().Height));
        Assert.Equal(8 * 7 * 3 + 7 * 2, narrow.ToImage(cellSize: 3).Width);
        Assert.Contains("'bn1' after it folded in", narrow.Caption);
        Assert.Contains("64 filters of 3 x 11 x 11", wide.Caption);
    }

    [Fact]
    public void Equal_weights_are_mid_gray_and_no_division_by_zero()
    {
        using Model model = FilterNetworks.One(
            new Shape(3, 2, 2, 2), 1, [.. Enumerable.Repeat(0.7f, 8), .. Enumerable.Repeat(0f, 8), .. Enumerable.Repeat(-0.7f, 8)]);
        RgbImage perFilter = Image(model, FilterScaling.PerFilter);
        Assert.All(
            new[] { perFilter[0, 0], perFilter[4, 0], perFilter[8, 0], perFilter[8, 4] }, color => Assert.Equal(RgbColor.Gray, color));
        RgbImage centered = Image(model, FilterScaling.ZeroCentered);
        Assert.Equal([RgbColor.White, RgbColor.Gray, RgbColor.Black], new[] { centered[0, 0], centered[4, 0], centered[8, 0] });
        RgbImage grid = Image(model, FilterScaling.PerGrid);
        Assert.Equal([RgbColor.White, RgbColor.Gray, RgbColor.Black], new[] { grid[0, 0], grid[4, 0], grid[8, 0] });
        Assert.Contains(
            "all filters from -0.7 (black) to 0.7 (white)",
            Filters.Compute(model, "conv", new() { Scaling = FilterScaling.PerGrid }).Caption);
    }

    /// <summary>Each scaling by its definition, in doubles, on random filters.</summary>
    [Fact]
    public void Grays_follow_the_definition_of_the_scaling() =>
        (from filters in Gen.Int[1, 4]
         from channels in Gen.Int[2, 3]
         from scaling in Gen.Enum<FilterScaling>()
         from values in Gen.Float[-2, 2].Array[filters * channels * 4]
         select (filters, channels, scaling, values)).Sample(
            test =>
            {
                using Model model = FilterNetworks.One(new Shape(test.filters, test.channels, 2, 2), 1, test.values);
                FilterGrid grid = Filters.Compute(
                    model,
                    "conv",
                    new() { Scaling = test.scaling, Channels = [.. Enumerable.Range(0, test.channels)], Weights = FilterWeights.Stored });
                RgbImage image = grid.ToImage(cellSize: 1);
                for (int i = 0; i < test.values.Length; i++)
                {
                    int filter = i / (4 * test.channels), channel = i / 4 % test.channels;
                    float[] own = test.values[(filter * 4 * test.channels)..((filter + 1) * 4 * test.channels)];
                    double largest = own.Max(Math.Abs);
                    (double low, double high) = test.scaling switch
                    {
                        FilterScaling.PerFilter => (own.Min(), own.Max()),
                        FilterScaling.PerGrid => (test.values.Min(), test.values.Max()),
                        _ => (-largest, largest),
                    };
                    double position = high > low ? (test.values[i] - low) / (high - low) : 0.5;
                    RgbColor color = image[filter * 4 + i / 2 % 2, channel * 4 + i % 2];
                    Assert.Equal((color.R, color.R), (color.G, color.B));
                    Assert.InRange(
                        color.R,
                        Math.Floor(position * 256 - 1e-6) - (position >= 1 ? 1 : 0),
                        Math.Min(255, Math.Floor(position * 256 + 1e-6)));
                }
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Red_green_and_blue_of_a_tile_are_the_three_channels()
    {
        using Model model = FilterNetworks.Make(
            new Tensor(new Shape(1, 3, 1, 1), [3, 1, 2]), new Preprocessing { Channels = ChannelOrder.Bgr });
        Assert.Equal(new RgbColor(128, 0, 255), Filters.Compute(model, "conv").ToImage()[0, 0]);
        FilterGrid some = Filters.Compute(model, "conv", new() { Channels = [0, 1] });
        Assert.False(some.IsColor);
        Assert.Equal((2 * 18 + 2, 18), (some.ToImage().Width, some.ToImage().Height));
    }

    [Fact]
    public void Large_layers_are_cut_and_the_caption_says_so()
    {
        using Model model = FilterNetworks.One(new Shape(130, 128, 3, 3));
        FilterGrid grid = Filters.Compute(model, "conv");
        RgbImage image = grid.ToImage();
        Assert.Equal((64 * 20 - 2, 96 * 20 - 2), (image.Width, image.Height));
        Assert.EndsWith("Drawn are the first 96 of 130 filters and the first 64 of 128 channels of each.", grid.Caption);
        Assert.Equal(new Shape(130, 128, 3, 3), grid.Values.Shape);
        FilterGrid chosen = Filters.Compute(model, "conv", new() { Filters = [.. Enumerable.Range(0, 110)], Channels = [3] });
        Assert.DoesNotContain("Drawn are", chosen.Caption);
        Assert.Equal((11 * 47 - 2, 10 * 47 - 2), (chosen.ToImage(15).Width, chosen.ToImage(15).Height));
    }

    [Fact]
    public void Filters_of_one_channel_stand_in_a_square()
    {
        using Model depthwise = FilterNetworks.One(new Shape(10, 1, 3, 3), 10);
        RgbImage image = Filters.Compute(depthwise, "conv").ToImage(cellSize: 1);
        Assert.Equal((4 * 3 + 3 * 2, 3 * 3 + 2 * 2), (image.Width, image.Height));
        using Model grouped = FilterNetworks.One(new Shape(4, 2, 3, 3), 2);
        Assert.Contains("those of its group, of 2", Filters.Compute(grouped, "conv").Caption);
    }

    [Fact]
    public void One_channel_is_a_heatmap()
    {
        using Model model = FilterNetworks.One(new Shape(2, 2, 2, 2), 1, [1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, -5, -6, -7, -8]);
        FilterGrid grid = Filters.Compute(model, "conv");
        Assert.Equal([-5, -6, -7, -8], grid[1, 1].Values);
        Assert.Contains("filter 1, channel 1 of layer 'conv'", grid[1, 1].Caption);
        Assert.Throws<ArgumentOutOfRangeException>(() => grid[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => grid[0, -1]);
        Assert.Contains("cellSize must be positive", Assert.Throws<ArgumentOutOfRangeException>(() => grid.ToImage(0)).Message);
    }

    [Fact]
    public void A_result_cannot_be_changed_from_outside()
    {
        using Model model = FilterNetworks.One(new Shape(2, 2, 2, 2));
        FilterGrid grid = Filters.Compute(model, "conv", new() { Weights = FilterWeights.Stored });
        byte[] before = grid.ToImage().Pixels.ToArray();
        grid.Values.AsSpan().Clear();
        Assert.Equal(before, grid.ToImage().Pixels);
    }

    private static RgbImage Image(Model model, FilterScaling scaling) =>
        Filters.Compute(model, "conv", new() { Scaling = scaling }).ToImage(cellSize: 1);
}
