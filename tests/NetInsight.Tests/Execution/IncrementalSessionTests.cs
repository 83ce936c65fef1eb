using CsCheck;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Tests.Kernels.Devices;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

/// <summary>Runs that compute only what replaced regions change, against whole runs of the occluded images.</summary>
public sealed class IncrementalSessionTests
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
    public void Random_graphs_and_regions_have_the_bits_of_whole_runs() =>
        Any.Sample(test => Agree(test, Precision.Exact, SameBits), iter: 600, threads: 1);

    [Fact]
    public void Random_graphs_and_regions_agree_with_whole_runs_with_Winograd() =>
        Any.Where(test => test.Network.KeepsMagnitudes).Sample(
            test => Agree(test, Precision.Fast, (expected, actual) => Near.Relative(expected, actual, 10 * Tolerances.Winograd)),
            iter: 200,
            threads: 1);

    /// <summary>What is followed is narrowed to the positions that differ, and all of these are kept.</summary>
    [Fact]
    public void Next_to_no_tolerance_changes_no_bit() => Any.Sample(
        test =>
        {
            Engine engine = new(test.Network.Graph, 2, long.MaxValue, Precision.Exact);
            Agree(test, engine, engine, SameBits, float.Epsilon);
        },
        iter: 600,
        threads: 1);

    [Theory]
    [InlineData("simulator", 30, 600)]
    [InlineData("opencl", 100, int.MaxValue)]
    [InlineData("cuda", 100, int.MaxValue)]
    public void Nor_does_it_on_GPUs(string kind, int samples, int mostElements) => AgreeOnGpu(kind, samples, mostElements, float.Epsilon);

    [Fact]
    public void Batches_are_sized_for_the_largest_region_wherever_it_stands()
    {
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        Tensor input = HashFill.Image("zoo.input", 1, 32);
        Region[] small = [.. Enumerable.Range(0, 50).Select(n => new Region(n % 30, n / 2, 2, 2))];
        Region[] mixed = [.. small, new Region(4, 4, 24, 24)];
        using IncrementalSession session = model.OpenIncremental(input, new Tensor(input.Shape), model.LogitsValue);
        const long Bytes = 1 << 21;
        Assert.Equal(session.BatchFor(mixed.AsSpan()[50..], Bytes, null), session.BatchFor(mixed, Bytes, null));
        Assert.True(session.BatchFor(small, Bytes, null) > session.BatchFor(mixed, Bytes, null));
    }

    [Theory]
    [InlineData("simulator", 30, 600)]
    [InlineData("opencl", 150, int.MaxValue)]
    [InlineData("cuda", 150, int.MaxValue)]
    public void Random_graphs_and_regions_agree_with_whole_runs_on_GPUs(string kind, int samples, int mostElements) =>
        AgreeOnGpu(kind, samples, mostElements, tolerance: 0);

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
        Tensor input = HashFill.Image("zoo.input", 1, 224), baseline = new(input.Shape);
        Region[] regions = [new(0, 0, 16, 16), new(104, 96, 32, 32), new(208, 216, 16, 8), new(0, 0, 224, 224), new(100, 3, 1, 1)];
        Agree(model, input, baseline, regions, NearlySame);
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
        Tensor input = HashFill.Image("zoo.input", 1, 224), baseline = HashFill.Image("hidden", 1, 224);
        Region[] regions = [new(0, 0, 32, 32), new(64, 120, 16, 24)];
        Agree(model, input, baseline, regions, SameBits);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Trained_networks_agree_with_whole_runs(TrainedNetwork network)
    {
        using Model model = network.Load();
        Tensor input = network.Open()["input"], baseline = new(input.Shape);
        int height = input.Shape[2], width = input.Shape[3], side = height / 7;
        Region[] regions =
        [
            .. from row in Enumerable.Range(0, 5)
               from column in Enumerable.Range(0, 5)
               select new Region(row * (height - side) / 4, column * (width - side) / 4, side, side),
        ];
        Agree(model, input, baseline, regions, NearlySame);
    }

    private static Gen<(RandomGraph Network, double[][] Corners)> Any =>
        Gen.Select(RandomGraph.OfOneImage, Gen.Double[0, 1].Array[4].Array[1, 5]);

    private static void SameBits(Tensor expected, Tensor actual) => Assert.Equal(expected.AsSpan(), actual.AsSpan());

    private static void NearlySame(Tensor expected, Tensor actual) =>
        Near.Absolute(expected.AsSpan(), actual.AsSpan(), Tolerances.Incremental);

    private static void Agree(Model model, Tensor input, Tensor baseline, Region[] regions, Action<Tensor, Tensor> compare)
    {
        using IncrementalSession session = model.OpenIncremental(input, baseline, model.LogitsValue);
        Tensor logits = session.Run(regions), actual = model.ClassifierHead.Probabilities(model.ClassifierHead.ScoresOf(logits));
        for (int n = 0; n < regions.Length; n++)
        {
            Tensor image = new(input.Shape);
            OccludedInputs.Paste(input, baseline, [regions[n]], image);
            compare(model.Probabilities(image), BatchSlices.Cut(actual, n, 1));
        }
    }

    private static void AgreeOnGpu(string kind, int samples, int mostElements, float tolerance)
    {
        GpuContext gpu = Gpus.Require(kind);
        Any.Sample(
            test =>
            {
                if (test.Network.Input.Count > mostElements)
                    return;
                using Engine engine = gpu.EngineOn(test.Network.Graph), cpu = Runs.EngineOf(test.Network.Graph);
                Agree(test, engine, cpu, (expected, actual) => Near.Relative(expected, actual, Tolerances.Device), tolerance);
                Assert.Equal(0, engine.RentedBuffers);
            },
            iter: samples,
            threads: 1);
    }

    private static void Agree((RandomGraph Network, double[][] Corners) test, Precision precision, Action<Tensor, Tensor> compare)
    {
        Engine engine = new(test.Network.Graph, 2, long.MaxValue, precision);
        Agree(test, engine, engine, compare);
    }

    /// <summary>Incremental runs of one engine against whole runs of another.</summary>
    private static void Agree(
        (RandomGraph Network, double[][] Corners) test, Engine engine, Engine other, Action<Tensor, Tensor> compare, float tolerance = 0)
    {
        (RandomGraph network, double[][] corners) = test;
        Tensor input = network.Input, baseline = Kernels.Inputs.Rounded(input.Shape, 77);
        int value = network.Graph.Outputs[0];
        Region[] regions = [.. corners.Select(at => Some(at, input.Shape[2], input.Shape[3]))];
        using IncrementalSession session = IncrementalSession.Open(engine, input, baseline, value, tolerance, CancellationToken.None);
        Tensor actual = session.Run(regions);
        for (int n = 0; n < regions.Length; n++)
        {
            Tensor image = new(input.Shape);
            OccludedInputs.Paste(input, baseline, [regions[n]], image);
            compare(other.Values([image], value)[value], BatchSlices.Cut(actual, n, 1));
        }
    }

    private static Region Some(double[] at, int height, int width)
    {
        int top = (int)(at[0] * (height - 1)), left = (int)(at[1] * (width - 1));
        int rows = Math.Clamp((int)(at[2] * (height - top + 1)), 1, height - top);
        int columns = Math.Clamp((int)(at[3] * (width - left + 1)), 1, width - left);
        return new Region(top, left, rows, columns);
    }
}
