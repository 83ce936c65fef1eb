using CsCheck;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Tests.Kernels.Devices;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

/// <summary>Runs that compute only what masks change, against whole runs of the masked pictures.</summary>
public sealed class IncrementalRunTests
{
    private static readonly Dictionary<string, Func<Weights, ModelOptions?, Model>> Networks = new()
    {
        ["alexnet"] = Architectures.AlexNet,
        ["vgg16"] = (weights, options) => Architectures.Vgg16(weights, options: options),
        ["squeezenet1_1"] = Architectures.SqueezeNet11,
        ["resnet18"] = Architectures.ResNet18,
        ["resnet101"] = Architectures.ResNet101,
        ["densenet121"] = Architectures.DenseNet121,
        ["googlenet"] = (weights, options) => Architectures.GoogLeNet(weights, options: options),
        ["mobilenet_v2"] = Architectures.MobileNetV2,
    };

    [Fact]
    public void Random_graphs_and_rectangles_have_the_bits_of_whole_runs() => Any.Sample(
        test => Agree(test, Precision.Exact, (expected, actual) => Assert.Equal(expected.AsSpan(), actual.AsSpan())), iter: 600, threads: 1);

    [Fact]
    public void Random_graphs_and_rectangles_agree_with_whole_runs_with_Winograd() => Any.Where(test => test.Network.KeepsMagnitudes).Sample(
        test => Agree(test, Precision.Fast, (expected, actual) => Near.Relative(expected, actual, 10 * Tolerances.Winograd)), iter: 200, threads: 1);

    /// <summary>What is followed is narrowed to the places that differ, and all of these are kept.</summary>
    [Fact]
    public void Next_to_no_tolerance_changes_no_bit() => Any.Sample(
        test =>
        {
            Engine engine = new(test.Network.Graph, 2, long.MaxValue, Precision.Exact);
            Agree(test, engine, engine, (expected, actual) => Assert.Equal(expected.AsSpan(), actual.AsSpan()), float.Epsilon);
        },
        iter: 600,
        threads: 1);

    [Theory]
    [InlineData("simulator", 30, 600)]
    [InlineData("opencl", 100, int.MaxValue)]
    [InlineData("cuda", 100, int.MaxValue)]
    public void Nor_does_it_on_cards(string kind, int samples, int mostNumbers)
    {
        GpuContext card = Cards.Require(kind);
        Any.Sample(
            test =>
            {
                if (test.Network.Input.Count > mostNumbers)
                    return;
                using Engine engine = card.EngineOn(test.Network.Graph), processor = Runs.EngineOf(test.Network.Graph);
                Agree(test, engine, processor, (expected, actual) => Near.Relative(expected, actual, Tolerances.Device), float.Epsilon);
                Assert.Equal(0, engine.RentedBuffers);
            },
            iter: samples,
            threads: 1);
    }

    [Fact]
    public void Batches_are_sized_for_the_largest_mask_wherever_it_stands()
    {
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        Tensor input = HashFill.Image("zoo.input", 1, 32);
        Region[] small = [.. Enumerable.Range(0, 50).Select(n => new Region(n % 30, n / 2, 2, 2))], mixed = [.. small, new Region(4, 4, 24, 24)];
        using MaskedRun run = model.BeginMasked(input, new Tensor(input.Shape), CancellationToken.None);
        const long Bytes = 1 << 21;
        Assert.Equal(run.BatchFor(mixed.AsSpan()[50..], Bytes, null), run.BatchFor(mixed, Bytes, null));
        Assert.True(run.BatchFor(small, Bytes, null) > run.BatchFor(mixed, Bytes, null));
    }

    [Theory]
    [InlineData("simulator", 30, 600)]
    [InlineData("opencl", 150, int.MaxValue)]
    [InlineData("cuda", 150, int.MaxValue)]
    public void Random_graphs_and_rectangles_agree_with_whole_runs_on_cards(string kind, int samples, int mostNumbers)
    {
        GpuContext card = Cards.Require(kind);
        Any.Sample(
            test =>
            {
                if (test.Network.Input.Count > mostNumbers)
                    return;
                using Engine engine = card.EngineOn(test.Network.Graph), processor = Runs.EngineOf(test.Network.Graph);
                Agree(test, engine, processor, (expected, actual) => Near.Relative(expected, actual, Tolerances.Device));
                Assert.Equal(0, engine.RentedBuffers);
            },
            iter: samples,
            threads: 1);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("squeezenet1_1")]
    [InlineData("resnet18")]
    [InlineData("resnet101")]
    [InlineData("densenet121")]
    [InlineData("googlenet")]
    [InlineData("mobilenet_v2")]
    public void Architectures_agree_with_whole_runs(string name)
    {
        using Model model = Networks[name](HashFill.Weights, null);
        Tensor input = HashFill.Image("zoo.input", 1, 224), hidden = new(input.Shape);
        Region[] masks = [new(0, 0, 16, 16), new(104, 96, 32, 32), new(208, 216, 16, 8), new(0, 0, 224, 224), new(100, 3, 1, 1)];
        Agree(model, input, hidden, masks, (expected, actual) => Near.Absolute(expected.AsSpan(), actual.AsSpan(), Tolerances.Incremental));
    }

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("resnet18")]
    [InlineData("densenet121")]
    [InlineData("googlenet")]
    [InlineData("mobilenet_v2")]
    public void Exact_arithmetic_gives_the_bits_of_whole_runs(string name)
    {
        using Model model = Networks[name](HashFill.Weights, new ModelOptions { Precision = Precision.Exact });
        Tensor input = HashFill.Image("zoo.input", 1, 224), hidden = HashFill.Image("hidden", 1, 224);
        Agree(model, input, hidden, [new(0, 0, 32, 32), new(64, 120, 16, 24)], (expected, actual) => Assert.Equal(expected.AsSpan(), actual.AsSpan()));
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Trained_networks_agree_with_whole_runs(TrainedNetwork network)
    {
        using Model model = network.Load();
        Tensor input = network.Open()["input"], hidden = new(input.Shape);
        int height = input.Shape[2], width = input.Shape[3], side = height / 7;
        Region[] masks = [.. from row in Enumerable.Range(0, 5) from column in Enumerable.Range(0, 5) select new Region(row * (height - side) / 4, column * (width - side) / 4, side, side)];
        Agree(model, input, hidden, masks, (expected, actual) => Near.Absolute(expected.AsSpan(), actual.AsSpan(), Tolerances.Incremental));
    }

    private static void Agree(Model model, Tensor input, Tensor hidden, Region[] masks, Action<Tensor, Tensor> compare)
    {
        using MaskedRun run = model.BeginMasked(input, hidden, CancellationToken.None);
        Tensor actual = Head.Softmax(run.Logits(masks));
        for (int n = 0; n < masks.Length; n++)
        {
            Tensor picture = new(input.Shape);
            OccludedInputs.Paste(input, hidden, [masks[n]], picture);
            compare(model.Probabilities(picture), BatchSlices.Cut(actual, n, 1));
        }
    }

    private static Gen<(RandomGraph Network, double[][] Corners)> Any => Gen.Select(RandomGraph.OfOnePicture, Gen.Double[0, 1].Array[4].Array[1, 5]);

    private static void Agree((RandomGraph Network, double[][] Corners) test, Precision precision, Action<Tensor, Tensor> compare)
    {
        Engine engine = new(test.Network.Graph, 2, long.MaxValue, precision);
        Agree(test, engine, engine, compare);
    }

    /// <summary>Incremental runs of one engine against whole runs of another.</summary>
    private static void Agree((RandomGraph Network, double[][] Corners) test, Engine engine, Engine other, Action<Tensor, Tensor> compare, float tolerance = 0)
    {
        (RandomGraph network, double[][] corners) = test;
        Tensor input = network.Input, hidden = Kernels.Inputs.Rounded(input.Shape, 77);
        int value = network.Graph.Outputs[0];
        Region[] masks = [.. corners.Select(at => Some(at, input.Shape[2], input.Shape[3]))];
        using IncrementalRun run = engine.Incremental(input, hidden, value, CancellationToken.None, tolerance);
        Tensor actual = run.Run(masks, engine.PlanFor(input.Shape.With(0, masks.Length), value), value);
        for (int n = 0; n < masks.Length; n++)
        {
            Tensor picture = new(input.Shape);
            OccludedInputs.Paste(input, hidden, [masks[n]], picture);
            compare(other.Values([picture], value)[value], BatchSlices.Cut(actual, n, 1));
        }
    }

    private static Region Some(double[] at, int height, int width)
    {
        int top = (int)(at[0] * (height - 1)), left = (int)(at[1] * (width - 1));
        return new Region(top, left, Math.Clamp((int)(at[2] * (height - top + 1)), 1, height - top), Math.Clamp((int)(at[3] * (width - left + 1)), 1, width - left));
    }
}
