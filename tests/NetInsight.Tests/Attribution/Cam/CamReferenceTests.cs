using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Cam;

/// <summary>
/// Class activation maps against PyTorch's activations and gradients (shared/reference/gradients/cams-*), on a branch of an Inception
/// block, on half of a Fire module and on the last block of a ResNet.
/// </summary>
public sealed class CamReferenceTests
{
    public static TheoryData<TrainedNetwork, string> Networks { get; } = new()
    {
        { Trained("googlenet-elephant"), "inception_5b/relu_5x5" },
        { Trained("squeezenet1_1-gokart"), "fire9/relu_expand3x3" },
        { Trained("cifar_resnet20-test1234"), "layer3" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void All_weightings_equal_the_reference(TrainedNetwork network, string layer)
    {
        ReferenceFile cams = ReferenceFile.Require($"gradients/cams-{network.Reference}");
        using Model model = network.Load();
        Tensor input = network.Open()["input"];
        Target target = Target.Class(cams.Metadata("target"));
        GradCamOptions options = new() { Layer = layer, OnlyPositive = false };
        Check("grad_cam", options, hasWeights: true);
        Check("grad_cam_plusplus", options with { Weighting = CamWeighting.GradCamPlusPlus, Epsilon = 1e-6 }, hasWeights: true);
        Check("grad_cam_plusplus.no_eps", options with { Weighting = CamWeighting.GradCamPlusPlus }, hasWeights: true);
        Check("xgrad_cam", options with { Weighting = CamWeighting.XGrad }, hasWeights: true);
        Check("hires_cam", options with { Weighting = CamWeighting.HiRes }, hasWeights: false);
        Check("layer_cam", options with { Weighting = CamWeighting.LayerCam }, hasWeights: false);
        Check("eigen_cam", options with { Weighting = CamWeighting.EigenCam, Centers = true }, hasWeights: false);
        Check("eigen_cam.uncentered", options with { Weighting = CamWeighting.EigenCam }, hasWeights: false);

        void Check(string name, GradCamOptions options, bool hasWeights)
        {
            ClassActivationMap map = GradCam.Compute(model, input, target, options);
            Near.Relative(cams[name], map.Values, Tolerances.NetworkGradient);
            if (hasWeights)
                Near.Relative(cams[$"{name}.weights"], WeightsOf(map), Tolerances.NetworkGradient);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Ablation_CAM_equals_the_reference(TrainedNetwork network, string layer)
    {
        ReferenceFile cams = ReferenceFile.Require($"gradients/cams-{network.Reference}");
        using Model model = network.Load();
        ClassActivationMap map = AblationCam.Compute(
            model,
            network.Open()["input"],
            Target.Class(cams.Metadata("target")),
            new AblationCamOptions { Layer = layer, OnlyPositive = false });
        Near.Relative(cams["ablation_cam"], map.Values, Tolerances.NetworkGradient);
        Near.Relative(cams["ablation_cam.weights"], WeightsOf(map), Tolerances.NetworkGradient);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Score_CAM_equals_the_reference(TrainedNetwork network, string layer)
    {
        ReferenceFile cams = ReferenceFile.Require($"gradients/cams-{network.Reference}");
        using Model model = network.Load();
        ClassActivationMap map = ScoreCam.Compute(
            model,
            network.Open()["input"],
            Target.Class(cams.Metadata("target")),
            new ScoreCamOptions { Layer = layer, OnlyPositive = false });
        Near.Relative(cams["score_cam"], map.Values, Tolerances.NetworkGradient);
        Near.Relative(cams["score_cam.weights"], WeightsOf(map), Tolerances.NetworkGradient);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Guided_Grad_CAM_equals_the_reference(TrainedNetwork network, string layer)
    {
        ReferenceFile cams = ReferenceFile.Require($"gradients/cams-{network.Reference}"), reference = network.Open();
        using Model model = network.Load();
        Target target = Target.Class(cams.Metadata("target"));
        GuidedGradCamOptions options = new() { Cam = new GradCamOptions { Layer = layer }, Interpolation = CamInterpolation.Nearest };
        GuidedGradCamMap nearest = GuidedGradCam.Compute(model, reference["input"], target, options);
        Near.Relative(cams["guided_grad_cam"], nearest.Values, Tolerances.NetworkGradient);

        // Bilinear: guided backpropagation times the map interpolated by PyTorch; ResNet-20's file holds the product.
        GuidedGradCamMap map = GuidedGradCam.Compute(
            model, reference["input"], target, options with { Interpolation = CamInterpolation.Bilinear });
        Tensor expected = reference["guided_backprop"].Clone();
        if (layer == "layer3")
            expected = cams["guided_grad_cam.bilinear"];
        else
        {
            Tensor mask = cams["grad_cam.bilinear"];
            for (int i = 0; i < expected.Count; i++)
                expected.AsSpan()[i] *= mask.AsSpan()[i % mask.Count];
        }

        Near.Relative(expected, map.Values, Tolerances.NetworkGradient);
    }

    [Theory]
    [InlineData("alexnet", "features.10")]
    [InlineData("squeezenet1_1", "features.12")]
    [InlineData("resnet18", "layer4")]
    public void Grad_CAM_of_a_filled_network_equals_Captum(string name, string layer)
    {
        ReferenceFile reference = ReferenceFile.Require(name);
        using Model model = ZooTests.Make(name);
        Target target = Target.Class(reference.Metadata("target"));
        ClassActivationMap map = GradCam.Compute(model, reference["input"], target, new GradCamOptions { Layer = layer });
        Near.Relative(reference["grad_cam"], map.Values, Tolerances.NetworkGradient);
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Grad_CAM_of_a_trained_network_equals_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        ClassActivationMap map = GradCam.Compute(model, reference["input"], options: new GradCamOptions { Layer = network.Layer });
        Assert.Equal(reference.Metadata("target"), map.Target.ClassIndex);
        Near.Relative(reference["grad_cam"], map.Values, Tolerances.NetworkGradient);
    }

    private static TrainedNetwork Trained(string reference) =>
        TrainedNetwork.All.Select(row => row.Data).Single(network => network.Reference == reference);

    private static Tensor WeightsOf(ClassActivationMap map) => new(new Shape(map.Weights.Length), map.Weights.AsSpan());
}
