using NetInsight.Graphs.Gradients;
using NetInsight.Models;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Graphs.Gradients;

/// <summary>Guided backpropagation and deconvolution as rule tables, against Captum: its own small network, and whole ones.</summary>
public sealed class RectifiedRuleTests
{
    private static readonly float[] Input = [.. Enumerable.Range(0, 16).Select(i => (float)i)];

    [Fact]
    public void Guided_backpropagation_of_one_convolution_is_as_in_Captum()
    {
        float[] alone = [0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1], both = [1, 2, 2, 1, 2, 4, 4, 2, 2, 4, 4, 2, 1, 2, 2, 1];
        Assert.Equal(alone, Compute(null, GradientRules.Guided));
        Assert.Equal(both, Compute([.. Enumerable.Repeat(1f, 16)], GradientRules.Guided));
    }

    [Fact]
    public void Deconvolution_of_one_convolution_is_as_in_Captum()
    {
        float[] expected = [2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1];
        Assert.Equal(expected, Compute(null, GradientRules.Deconvolution));
        Assert.Equal(expected, Compute([.. Enumerable.Repeat(1f, 16)], GradientRules.Deconvolution));
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Trained_networks_are_as_in_Captum(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open();
        using Model model = network.Load();
        Compare(reference, model, Near.Relative);
    }

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("alexnet")]
    [InlineData("resnet18")]
    public void Filled_networks_are_as_in_Captum(string name)
    {
        ReferenceFile reference = ReferenceFile.Require(name);
        using Model model = ZooTests.Make(name);
        Compare(reference, model, name == "resnet18" ? Near.Mostly : Near.Relative);
    }

    private static void Compare(ReferenceFile reference, Model model, Action<Tensor, Tensor, double> compare)
    {
        (Tensor input, Target target) = (reference["input"], Target.Class(reference.Metadata("target")));
        Tensor guided = Gradient(model, input, target, GradientRules.Guided);
        compare(reference["guided_backprop"], guided, Tolerances.NetworkGradient);
        Tensor deconvolution = Gradient(model, input, target, GradientRules.Deconvolution);
        compare(reference["deconvolution"], deconvolution, Tolerances.NetworkGradient);
    }

    private static float[] Compute(float[]? other, GradientRules rules)
    {
        using Model model = CaptumNetworks.OneConv(other);
        return [.. Gradient(model, new Tensor(new Shape(1, 1, 4, 4), Input), Target.Class(0), rules).AsSpan()];
    }

    private static Tensor Gradient(Model model, Tensor input, Target target, GradientRules rules) =>
        model.RunGradient(new GradientRequest(input, [target]) { Rules = rules }, TestContext.Current.CancellationToken).OfInput[0];
}
