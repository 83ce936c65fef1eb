using NetInsight.Execution.Incremental;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Models;

/// <summary>
/// Whole networks on GPUs: published architectures against the CPU, trained networks against PyTorch and Captum. Too large for the
/// simulator.
/// </summary>
public sealed class NetworksOnDevicesTests
{
    public static TheoryData<string, string> Architectures { get; } =
    [
        .. from kind in Kinds
           from name in new[] { "alexnet", "squeezenet1_1", "resnet18", "densenet121", "mobilenet_v2" }
           select (kind, name),
    ];

    public static TheoryData<string, TrainedNetwork> Trained { get; } =
    [
        .. from kind in Kinds from network in TrainedNetwork.All.Select(row => row.Data) select (kind, network),
    ];

    private static string[] Kinds => ["opencl", "cuda"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void An_architecture_gives_the_logits_of_the_CPU(string kind, string name)
    {
        Device device = Gpus.Device(kind);
        using Model model = ZooTests.Make(name);
        using Model moved = model.On(device);
        Tensor input = HashFill.Image("zoo.input", 2, 224);
        Near.Relative(model.Logits(input), moved.Logits(input), Tolerances.Device);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Incremental_runs_equal_whole_runs_of_the_CPU(string kind, string name)
    {
        Device device = Gpus.Device(kind);
        using Model model = ZooTests.Make(name);
        using Model moved = model.On(device);
        Tensor input = HashFill.Image("zoo.input", 1, 224), baseline = new(input.Shape), images = new(input.Shape.With(0, 3));
        Region[] masks = [new(0, 0, 16, 16), new(104, 96, 32, 32), new(208, 216, 16, 8)];
        using IncrementalSession session = moved.OpenIncremental(input, baseline, moved.LogitsValue);
        Tensor logits = session.Run(masks), original = session.Original;
        OccludedInputs.Paste(input, baseline, masks, images);
        Tensor probabilities = model.ClassifierHead.Probabilities(model.ClassifierHead.ScoresOf(logits));
        Near.Absolute(model.Probabilities(images).AsSpan(), probabilities.AsSpan(), Tolerances.Incremental);
        Near.Relative(model.Logits(input), model.ClassifierHead.ScoresOf(original), Tolerances.Device);
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void Logits_and_an_inner_layer_of_a_trained_network_equal_PyTorch(string kind, TrainedNetwork network)
    {
        Device device = Gpus.Device(kind);
        ReferenceFile reference = network.Open();
        using Model loaded = network.Load();
        using Model model = loaded.On(device);
        Near.Relative(reference["logits"], model.Logits(reference["input"]), Tolerances.Forward);
        Near.Relative(
            reference[$"activation.{network.ReferenceLayer}"],
            model.Run(reference["input"], [network.Layer])[network.Layer],
            Tolerances.Forward);
        Assert.Equal(reference.Metadata("target"), model.Classify(network.Photo(), 1)[0].Class);
    }

    [Theory]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Occlusion_of_a_trained_network_equals_Captum(string kind)
    {
        Device device = Gpus.Device(kind);
        TrainedNetwork network = TrainedNetwork.All.Select(row => row.Data).Single(row => row.Image is null);
        ReferenceFile reference = network.Open();
        using Model loaded = network.Load();
        using Model model = loaded.On(device);
        OcclusionMap map = Occlusion.Compute(
            model, reference["input"], Target.TopClass(ClassScore.Probability), TrainedNetworkTests.CaptumOptions(reference));
        Near.Absolute(reference["occlusion"].AsSpan(), map.Drop().Values, Tolerances.Probability);
    }
}
