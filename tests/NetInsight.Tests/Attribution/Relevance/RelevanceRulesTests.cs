using NetInsight.Attribution.Relevance.Rules;
using NetInsight.Models;

namespace NetInsight.Tests.Attribution.Relevance;

/// <summary>Formulas of relevance against Captum and their definitions in double, one combination a test.</summary>
public sealed class RelevanceRulesTests
{
    private const float None = 1e-9f;

    [Fact]
    public void Epsilon_equals_Captum() =>
        Compare("lrp.epsilon", new RelevanceScheme(new EpsilonFormula(0.01f), new EpsilonFormula(0.01f)));

    [Fact]
    public void Epsilon_of_almost_zero_equals_Captum() =>
        Compare("lrp.zero_epsilon", new RelevanceScheme(new EpsilonFormula(None), new EpsilonFormula(None)));

    /// <summary>
    /// The formula as it stands divides, at the first layer, whose inputs have both signs, by a sum of 3e-4 among others up to 8: float32
    /// PyTorch itself is off by 1e-4 there, and the bits of the sum decide.
    /// </summary>
    [Fact]
    public void Gamma_for_convolutions_equals_its_definition_but_at_a_sum_near_0() => Compare(
        "lrp.epsilon_gamma",
        new RelevanceScheme(new GammaFormula(0.25f, None, IsSigned: false), new EpsilonFormula(0.01f)),
        Near.Mostly);

    [Fact]
    public void Positive_weights_and_a_flat_first_layer_equal_Captum() => Compare(
        "lrp.epsilon_zplus_flat",
        new RelevanceScheme(new AlphaBetaFormula(1, 0, None), new EpsilonFormula(0.01f)) { First = new FlatFormula() });

    private static void Compare(string name, RelevanceScheme scheme, Action<Tensor, Tensor, double>? compare = null)
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/deeplift-lrp-vgg_tiny");
        using Model model = Model.Load(
            SharedFiles.Require("reference/gradients/vgg_tiny.onnx"), new ModelOptions { Precision = Precision.Exact });
        Target target = Target.Class(reference.Metadata("target"));
        GradientRequest request = new(reference["input"], [target])
        {
            Rules = RelevanceTable.Of(model.Graph, target.SpecOf(model).Value, scheme),
        };
        Tensor relevance = model.RunGradient(request, TestContext.Current.CancellationToken).OfInput[0];
        (compare ?? Near.Relative)(reference[name], relevance, Tolerances.NetworkGradient);
    }
}
