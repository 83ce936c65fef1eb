using System.Globalization;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

/// <summary>The weights of filters; <see cref="FilterGridTests"/> has their drawing.</summary>
public sealed class FiltersTests
{
    /// <summary>
    /// One bright pixel on black: a layer's response to it per step of its value is the filter, mirrored about the pixel.
    /// </summary>
    [Theory]
    [InlineData("ImageNet", false, false)]
    [InlineData("ImageNet", true, true)]
    [InlineData("Caffe", false, false)]
    [InlineData("Caffe", true, false)]
    [InlineData("UnitRange", true, true)]
    public void The_response_to_a_pixel_is_the_effective_filter(string preset, bool hasNorm, bool transformsInput)
    {
        const int Value = 200, Row = 2, Column = 4;
        using Model model = FilterNetworks.Make(
            Inputs.Rounded(FilterNetworks.Weights, 1), Preprocessing.Presets[preset], hasNorm, transformsInput);
        Tensor filters = Filters.Compute(model, "conv").Values, responses = new(filters.Shape);
        string layer = hasNorm ? "norm" : "conv";
        RgbImage black = RgbImage.Solid(6, 7, RgbColor.Black);
        Tensor rest = Response(black);
        for (int c = 0; c < 3; c++)
        {
            RgbColor color = c switch { 0 => new(Value, 0, 0), 1 => new(0, Value, 0), _ => new(0, 0, Value) };
            Tensor lit = Response(black.WithRectangle(new PixelRectangle(Row, Column, 1, 1), color));
            for (int m = 0; m < 5; m++)
            {
                for (int u = 0; u < 3; u++)
                {
                    for (int v = 0; v < 3; v++)
                        responses[m, c, u, v] = (lit[0, m, Row + 1 - u, Column + 1 - v] - rest[0, m, Row + 1 - u, Column + 1 - v]) / Value;
                }
            }
        }

        Near.Relative(filters, responses, Tolerances.SmallNetwork);

        Tensor Response(RgbImage image) => model.Run(model.Preprocessing.ToTensor([image]), [layer])[layer];
    }

    /// <summary>An 8-bit network rounds the image before its first convolution, which still reads the image.</summary>
    [Fact]
    public void Filters_behind_quantized_pixels_are_those_of_pixels()
    {
        ModelOptions options = new() { Preprocessing = Preprocessing.UnitRange };
        using Model plain = Network("x").Load(options);
        using Model quantized = Network("d").Floats("s", [], 1 / 255f).Node("QuantizeLinear", "x s", "q")
            .Node("DequantizeLinear", "q s", "d").Load(options);
        FilterGrid expected = Filters.Compute(plain, "c"), actual = Filters.Compute(quantized, "c");
        Near.Relative(expected.Values, actual.Values, Tolerances.SmallNetwork);
        Assert.True(expected.IsColor && actual.IsColor);

        static OnnxBuilder Network(string from) => new OnnxBuilder().Input("x", 1, 3, 8, 8).Output("c").Constant("w", 4, 3, 3, 3)
            .Node("Conv", $"{from} w", "c");
    }

    [Fact]
    public void A_network_that_takes_blue_first_has_the_same_filters_and_figure()
    {
        Tensor rgb = Inputs.Rounded(FilterNetworks.Weights, 1), bgr = Tensor.Uninitialized(rgb.Shape);
        for (int i = 0; i < rgb.Count; i++)
            bgr.AsSpan()[i] = rgb[i / 27, 2 - i / 9 % 3, i / 3 % 3, i % 3];
        Preprocessing colors = new() { Std = [1, 2, 4] };
        using Model first = FilterNetworks.Make(rgb, colors, hasNorm: true);
        using Model second = FilterNetworks.Make(bgr, colors with { Channels = ChannelOrder.Bgr, Std = [4, 2, 1] }, hasNorm: true);
        FilterGrid one = Filters.Compute(first, "conv"), other = Filters.Compute(second, "conv");
        Assert.Equal(one.Values.AsSpan(), other.Values.AsSpan());
        Assert.Equal(one.ToImage().Pixels, other.ToImage().Pixels);
        Assert.Contains("BGR turned to RGB", other.Caption);
        Assert.DoesNotContain("BGR", one.Caption);

        FiltersOptions stored = new() { Weights = FilterWeights.Stored };
        Assert.Equal(bgr.AsSpan(), Filters.Compute(second, "conv", stored).Values.AsSpan());
        Assert.Equal(Filters.Compute(first, "conv", stored).ToImage().Pixels, Filters.Compute(second, "conv", stored).ToImage().Pixels);
    }

    [Fact]
    public void A_grouped_layer_that_takes_the_image_is_in_the_images_units()
    {
        GraphBuilder graph = new();
        int conv = graph.Node(
            "conv",
            new Conv(Window.Square(1), 3),
            graph.Input("x", null, 3, 4, 4),
            graph.Constant(new Shape(6, 1, 1, 1), 1, 10, 2, 20, 3, 30));
        using Model model = new(
            graph.Build(conv), new ModelOptions { Preprocessing = new() { Channels = ChannelOrder.Bgr, Std = [2, 4, 8] } });
        Assert.Equal([0.5f, 5, 0.5f, 5, 0.375f, 3.75f], Filters.Compute(model, "conv").Values.AsSpan());
        Assert.Contains("per step of a pixel's value", Filters.Compute(model, "conv").Caption);
        Assert.DoesNotContain("BGR", Filters.Compute(model, "conv").Caption);
    }

    [Fact]
    public void Captions_are_the_same_in_every_culture()
    {
        using Model model = FilterNetworks.One(new Shape(4, 3, 3, 3));
        FiltersOptions options = new() { Scaling = FilterScaling.PerGrid };
        string before = Filters.Compute(model, "conv", options).Caption;
        string map = Activations.Compute(model, RgbImage.Solid(8, 8, RgbColor.Gray), ["conv"])[0].Caption;
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(before, Filters.Compute(model, "conv", options).Caption);
            Assert.Equal(map, Activations.Compute(model, RgbImage.Solid(8, 8, RgbColor.Gray), ["conv"])[0].Caption);
            Assert.Equal(
                "3 patches alone on an input of zeros: activations differ by at most 1.5E-3 (5E-4 of the largest).",
                new PatchCheck(3, 0.0015, 3).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_norm_is_folded_in_only_where_it_alone_reads_the_convolution()
    {
        GraphBuilder graph = new();
        int two = graph.Constant(new Shape(1), 2), zero = graph.Constant(new Shape(1), 0), quarter = graph.Constant(new Shape(1), 0.25f);
        int weight = graph.Constant(new Shape(1, 1, 1, 1), 3), x = graph.Input("x", null, 1, 4, 4);
        int alone = graph.Node("alone", new Conv(Window.Square(1)), x, weight);
        int norm = graph.Node("norm", new BatchNormalization(0), alone, two, zero, zero, quarter);
        int shared = graph.Node("shared", new Conv(Window.Square(1)), norm, weight);
        int other = graph.Node("other", new BatchNormalization(0), shared, two, zero, zero, quarter);
        using Model model = new(
            graph.Build(graph.Node("sum", new Arithmetic<Add>(), shared, other)),
            new ModelOptions { Preprocessing = Preprocessing.ImageNet });
        Assert.Equal(12, Filters.Compute(model, "alone").Values[0, 0, 0, 0]);       // gamma / sqrt(variance) = 4
        Assert.Contains("'norm' after it folded in", Filters.Compute(model, "alone").Caption);
        Assert.Equal(3, Filters.Compute(model, "shared").Values[0, 0, 0, 0]);
        Assert.Equal(3, Filters.Compute(model, "alone", new() { Weights = FilterWeights.Stored }).Values[0, 0, 0, 0]);
    }

    [Fact]
    public void Filters_and_channels_are_taken_in_the_requested_order()
    {
        using Model model = FilterNetworks.One(new Shape(4, 6, 3, 3));
        Tensor all = Filters.Compute(model, "conv").Values;
        Tensor some = Filters.Compute(model, "conv", new() { Filters = [3, 0], Channels = [5, 1, 2] }).Values;
        Assert.Equal(new Shape(2, 3, 3, 3), some.Shape);
        Assert.Equal(all[3, 5, 1, 2], some[0, 0, 1, 2]);
        Assert.Equal(all[0, 2, 2, 0], some[1, 2, 2, 0]);
        Assert.Contains(
            "none of index 4",
            Assert.Throws<ArgumentOutOfRangeException>(() => Filters.Compute(model, "conv", new() { Filters = [4] })).Message);
        Assert.Contains(
            "6 channels",
            Assert.Throws<ArgumentOutOfRangeException>(() => Filters.Compute(model, "conv", new() { Channels = [6] })).Message);
    }

    [Fact]
    public void A_layer_without_filters_is_an_error_that_lists_those_with()
    {
        using Model model = FilterNetworks.One(new Shape(4, 6, 3, 3));
        string message = Assert.Throws<ArgumentException>(() => Filters.Compute(model, "fc")).Message;
        Assert.Contains("'fc' (Gemm)", message);
        Assert.Contains("Layers with filters are: conv.", message);
        Assert.Contains("nearest names", Assert.Throws<ArgumentException>(() => Filters.Compute(model, "conf")).Message);
        Assert.Throws<ArgumentNullException>(() => Filters.Compute(null!, "conv"));
        Assert.Throws<ArgumentNullException>(() => Filters.Compute(model, null!));
    }

    [Fact]
    public void Options_are_checked_where_they_are_written()
    {
        Assert.Contains("-2", Assert.Throws<ArgumentOutOfRangeException>(() => new FiltersOptions { Filters = [1, -2] }).Message);
        Assert.Throws<ArgumentException>(() => new FiltersOptions { Channels = default });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FiltersOptions { Scaling = (FilterScaling)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FiltersOptions { Weights = (FilterWeights)9 });
        Assert.Contains(
            "MostFilters must be positive, but is 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FiltersOptions { MostFilters = 0 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FiltersOptions { MostChannels = -1 });
        Assert.Equal(new FiltersOptions { Filters = [1, 2] }, new FiltersOptions { Filters = [1, 2] });
    }

    [Fact]
    public void The_demo_network_of_ConvNetJS_has_its_published_shapes()
    {
        using Model model = Model.Load(SharedFiles.Require("data/models/convnetjs-cifar10.json"));
        FilterGrid first = Filters.Compute(model, "conv1"), second = Filters.Compute(model, "conv2");
        Assert.Equal(new Shape(16, 3, 7, 7), first.Values.Shape);
        Assert.True(first.IsColor);
        Assert.Equal((4 * 42 + 3 * 2, 4 * 42 + 3 * 2), (first.ToImage().Width, first.ToImage().Height));
        Assert.Equal(new Shape(20, 16, 7, 7), second.Values.Shape);
        Assert.Equal((16 * 21 + 15 * 2, 20 * 21 + 19 * 2), (second.ToImage().Width, second.ToImage().Height));
    }
}
