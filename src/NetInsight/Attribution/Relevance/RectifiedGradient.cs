using NetInsight.Graphs.Gradients;
using NetInsight.Models;

namespace NetInsight.Attribution.Relevance;

/// <summary>What guided backpropagation and deconvolution share: a gradient run with another rule for ReLUs.</summary>
/// <param name="Name">The technique.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Rule">What it does at a ReLU, for captions.</param>
internal sealed record RectifiedGradient(string Name, GradientRules Rules, string Rule)
{
    private const string Trap =
        " The map hardly depends on the class and survives randomised weights (Adebayo et al. 2018): it shows what the layers pass on.";

    /// <summary>One image.</summary>
    /// <exception cref="InvalidOperationException">There is no ReLU between the input and the target.</exception>
    public GradientMap Compute(
        AttributedInput input, Target target, ChannelReduction reduction, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        Rectifiers rectifiers = Rectifiers.Require(Name, input.Model, target);
        GradientRequest request = new(input.Tensor, [target]) { Rules = Rules, Values = true };
        GradientResult result = input.Model.RunGradient(request, cancellation);
        ExplainedTarget explained = ExplainedTarget.Of(input.Model, target, result);
        Tensor disturbed = RoundingNoise.Gradient(input.Model, input.Tensor, explained.Target, Rules, cancellation);
        AttributionText text = new(
            $"{Name} of {explained}: the gradient with respect to the network's input, {Rule}",
            "the element takes part along paths that raise the target",
            "it would have to fall",
            $"{explained.Unit} for each unit of the preprocessed input")
        {
            Remarks = Trap + rectifiers.Kept,
        };
        new ProgressReport(progress, 1).Add(1);
        return new GradientMap(input, explained, result.OfInput[0], disturbed, reduction, text);
    }
}
