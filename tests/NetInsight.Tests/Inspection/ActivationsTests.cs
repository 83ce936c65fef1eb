using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Tests.Execution;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

public sealed class ActivationsTests
{
    private static readonly ModelOptions Options = new() { Preprocessing = Preprocessing.UnitRange };

    /// <summary>An ordinary run fuses convolution, norm, sum and ReLU; activations are each layer's own output nevertheless.</summary>
    [Fact]
    public void Values_are_those_before_a_relu_that_follows()
    {
        Residual block = new();
        using Model model = new(block.Graph with { Inputs = [new GraphInput(block.Graph.Inputs[0].Value, [null, 3, 6, 7])] }, Options);
        Tensor input = new(new Shape(1, 3, 6, 7), block.Input.AsSpan()[..(3 * 6 * 7)]);
        Dictionary<int, DoubleTensor> expected = NaiveEvaluation.Of(block.Graph, [input]);
        string[][] requests = [["conv1"], ["norm1"], ["add"], ["conv1", "norm1", "relu1", "conv2", "norm2", "add", "relu2"]];
        foreach (string[] layers in requests)
        {
            IReadOnlyList<ActivationMap> maps = Activations.Compute(
                model, input, layers, cancellationToken: TestContext.Current.CancellationToken);
            foreach ((string layer, ActivationMap map) in layers.Zip(maps))
            {
                Assert.Equal(layer, map.Layer);
                expected[model.ValueOf(layer)].AssertNear(map.Output.Reshape(new Shape(1, 5, 6, 7)), Tolerances.SmallNetwork);
                Assert.Equal(layer.StartsWith("relu"), map.Output.AsSpan().ToArray().Min() >= 0);
            }
        }
    }

    [Fact]
    public void Means_maxima_and_zeros_are_those_of_each_channel()
    {
        ActivationMap map = Shown(ActivationsOptions.Default)[0];
        Assert.Equal((3, 2, 2), (map.ChannelCount, map.Height, map.Width));
        Assert.Equal(new ChannelActivation(0, 1.5, 3, 0.25), map.Channels[0]);
        Assert.Equal(new ChannelActivation(1, -1.5, 0, 0.25), map.Channels[1]);
        Assert.Equal(new ChannelActivation(2, 0, 0, 1), map.Channels[2]);
        Assert.Equal([0, 1, 2], map.Order);
        Assert.Equal([0f, 1, 2, 3], map[0].Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[3]);
    }

    [Fact]
    public void One_scale_for_the_layer_or_one_for_each_channel()
    {
        RgbImage common = Shown(ActivationsOptions.Default)[0].ToImage(cellSize: 1);
        Assert.Equal([128, 170, 213, 255], Grays(common, 0, 0));
        Assert.Equal([128, 85, 42, 0], Grays(common, 0, 4));
        Assert.Equal([128, 128, 128, 128], Grays(common, 4, 0));
        Assert.Equal(RgbColor.White, common[5, 5]);             // an empty cell
        RgbImage own = Shown(new() { Scaling = ActivationScaling.PerChannel })[0].ToImage(cellSize: 1);
        Assert.Equal([0, 85, 170, 255], Grays(own, 0, 0));
        Assert.Equal([255, 170, 85, 0], Grays(own, 0, 4));
        Assert.Equal([0, 0, 0, 0], Grays(own, 4, 0));           // a channel of zeros is black, not 0 / 0
    }

    [Fact]
    public void Strongest_first_and_only_so_many()
    {
        ActivationMap map = Shown(new() { StrongestFirst = true, MostChannels = 2 }, reversed: true)[0];
        Assert.Equal([2, 0, 1], map.Order);
        Assert.Equal((6, 2), (map.ToImage(1).Width, map.ToImage(1).Height));
        Assert.Contains("3 channels of 2 x 2", map.Caption);
        Assert.Contains("strongest first", map.Caption);
        Assert.Contains("Drawn are 2 of 3", map.Caption);
        Assert.Contains("-3 (black) to 3 (white)", map.Caption);
    }

    [Fact]
    public void A_layer_of_single_values_is_a_wrapped_strip()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 100);
        using Model model = new(graph.Build(graph.Node("relu", new Activation<Relu>(), x)), Options);
        Tensor input = new(new Shape(1, 100), [.. Enumerable.Range(-49, 100).Select(i => (float)i)]);
        ActivationMap map = Activations.Compute(
            model, input, ["relu"], new() { Scaling = ActivationScaling.PerChannel }, TestContext.Current.CancellationToken)[0];
        Assert.Equal((100, 1, 1), (map.ChannelCount, map.Height, map.Width));
        RgbImage strip = map.ToImage(1);
        Assert.Equal((64, 2), (strip.Width, strip.Height));
        Assert.Equal((RgbColor.Black, RgbColor.White), (strip[0, 0], strip[1, 35]));        // 50, the largest, is the hundredth
        Assert.Equal(256 * 25 / 50, strip[1, 10].R);
        Assert.Contains("100 values, one cell each", map.Caption);
        Assert.Contains("0 (black) to 50 (white)", map.Caption);
        Assert.Equal(64 * 8, map.ToImage().Width);
    }

    [Fact]
    public void A_layer_of_zeros_is_black_and_nan_is_gray()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 2, 2);
        int zeros = graph.Node("zeros", new Arithmetic<Mul>(), x, graph.Constant(new Shape(1), 0));
        int nan = graph.Node(
            "nan", new Activation<Log>(), graph.Node("minus", new Arithmetic<Sub>(), zeros, graph.Constant(new Shape(1), 1)));
        using Model model = new(graph.Build(nan), Options);
        IReadOnlyList<ActivationMap> maps = Activations.Compute(
            model,
            new Tensor(new Shape(1, 1, 2, 2), [1, 2, 3, 4]),
            ["zeros", "nan"],
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 0, 0], Grays(maps[0].ToImage(1), 0, 0));
        Assert.Equal([128, 128, 128, 128], Grays(maps[1].ToImage(1), 0, 0));
        Assert.True(double.IsNaN(maps[1].Channels[0].Maximum));
    }

    [Fact]
    public void Conv5_of_AlexNet_is_256_tiles_of_13_x_13()
    {
        using Model model = Architectures.AlexNet(Weights.Generate((_, shape) => new Tensor(shape)));
        ActivationMap map = Activations.Compute(
            model, RgbImage.Solid(250, 300, RgbColor.Gray), ["features.10"], cancellationToken: TestContext.Current.CancellationToken)[0];
        Assert.Equal((256, 13, 13), (map.ChannelCount, map.Height, map.Width));
        RgbImage image = map.ToImage();
        Assert.Equal((16 * 54 - 2, 16 * 54 - 2), (image.Width, image.Height));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Residual block = new();
        using Model model = new(block.Graph with { Inputs = [new GraphInput(block.Graph.Inputs[0].Value, [null, 3, 6, 7])] }, Options);
        using Model open = new(block.Graph, Options);
        Tensor one = new(new Shape(1, 3, 6, 7));
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentNullException>(() => Activations.Compute(null!, one, ["conv1"], cancellationToken: token));
        Assert.Throws<ArgumentNullException>(() => Activations.Compute(model, (Tensor)null!, ["conv1"], cancellationToken: token));
        Assert.Throws<ArgumentNullException>(() => Activations.Compute(model, (RgbImage)null!, ["conv1"], cancellationToken: token));
        Assert.Throws<ArgumentNullException>(() => Activations.Compute(model, one, null!, cancellationToken: token));
        Assert.Contains(
            "2x3x6x7",
            Assert.Throws<ArgumentException>(() => Activations.Compute(model, block.Input, ["conv1"], cancellationToken: token)).Message);
        Assert.Contains(
            "At least one layer",
            Assert.Throws<ArgumentException>(() => Activations.Compute(model, one, [], cancellationToken: token)).Message);
        Assert.Contains(
            "nearest names",
            Assert.Throws<ArgumentException>(() => Activations.Compute(model, one, ["conv7"], cancellationToken: token)).Message);
        Assert.Contains(
            "leaves the input's size open",
            Assert.Throws<InvalidOperationException>(
                () => Activations.Compute(open, RgbImage.Solid(7, 6, RgbColor.Gray), ["conv1"], cancellationToken: token)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActivationsOptions { MostChannels = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActivationsOptions { Scaling = (ActivationScaling)5 });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Activations.Compute(model, one, ["conv1"], cancellationToken: token)[0].ToImage(0));
        Assert.Throws<OperationCanceledException>(
            () => Activations.Compute(model, one, ["conv1"], cancellationToken: new CancellationToken(true)));
    }

    /// <summary>A layer of three channels of 2 x 2: 0, 1, 2, 3; the same negative; and zeros; or in the opposite order.</summary>
    private static IReadOnlyList<ActivationMap> Shown(ActivationsOptions options, bool reversed = false)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, 2, 2);
        using Model model = new(graph.Build(graph.Node("same", new Identity(), x)), Options);
        float[][] channels = [[0, 1, 2, 3], [0, -1, -2, -3], [0, 0, 0, 0]];
        Tensor input = new(new Shape(1, 3, 2, 2), [.. (reversed ? channels.Reverse() : channels).SelectMany(channel => channel)]);
        return Activations.Compute(model, input, ["same"], options, TestContext.Current.CancellationToken);
    }

    private static int[] Grays(RgbImage image, int y, int x) =>
        [image[y, x].R, image[y, x + 1].R, image[y + 1, x].R, image[y + 1, x + 1].R];
}
