using System.Globalization;
using NetInsight.Attribution.Relevance.Rules;
using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Models;

namespace NetInsight.Attribution.Relevance;

/// <summary>One run of layer-wise relevance propagation.</summary>
internal static class RelevanceRun
{
    /// <summary>The share of the target from which on it is said that much is missing.</summary>
    private const double LargeShare = 0.1;

    /// <summary>One image.</summary>
    public static LayerwiseRelevanceMap Compute(
        AttributedInput input,
        Target target,
        LayerwiseRelevanceOptions options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        Model model = input.Model;
        TargetSpec spec = target.SpecOf(model);
        if (spec.Score is not null and not ClassScore.Logit)
        {
            throw new ArgumentException(
                $"Relevance is a share of a logit, but the target is {target.Describe(model)}: a softmax has no relevance rule.",
                nameof(target));
        }

        ChannelAffine bounds = BoundsOf(model.Preprocessing);
        GradientRequest request = new(input.Tensor, [target])
        {
            Rules = RelevanceTable.Of(model.Graph, spec.Value, SchemeOf(options, bounds)),
            Values = true,
        };
        GradientResult result = model.RunGradient(request, cancellation);
        ExplainedTarget explained = ExplainedTarget.Of(model, target, result);
        double sum = LayerwiseRelevanceMap.SumOf(result.OfInput[0]);
        string outside = options.Composite == RelevanceComposite.EpsilonGammaBox && IsOutside(input.Tensor, bounds)
            ? " Some inputs lie outside the range of pixels that the box rule assumes."
            : "";
        AttributionText text = new(
            $"Layer-wise relevance of {explained}, {NameOf(options)}: the share of the target's value",
            "it speaks for the target",
            "against it",
            explained.Unit)
        {
            Remarks = SumText(sum, explained.Score, options.Biases) + outside + RemarkOn(result.OfInput[0], explained.Score),
        };
        new ProgressReport(progress, 1).Add(1);
        Tensor disturbed = RoundingNoise.Gradient(model, input.Tensor, explained.Target, request.Rules, cancellation);
        return new LayerwiseRelevanceMap(input, explained, result.OfInput[0], disturbed, options, text);
    }

    /// <summary>How much of the target is in the map, and what became of the rest.</summary>
    private static string SumText(double sum, double score, RelevanceBias biases)
    {
        double missing = Math.Abs(score - sum);
        string share = score == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({sum / score:0.#%})");
        string rest = biases == RelevanceBias.Spread
            ? "; what biases, stabilisers and outputs without contributions took is spread evenly over each layer's inputs."
            : "; biases, stabilisers and outputs without contributions took the rest.";
        string advice = biases != RelevanceBias.Spread && missing > LargeShare * Math.Abs(score)
            ? $" Much is missing: {nameof(LayerwiseRelevanceOptions)}.{nameof(LayerwiseRelevanceOptions.Biases)} = "
                + $"{nameof(RelevanceBias.Spread)} keeps the sum."
            : "";
        return $" All together {Digits.Of(sum)} of {Digits.Of(score)}{share}{rest}{advice}";
    }

    /// <summary>What is said where relevance has grown beyond what was shared out.</summary>
    private static string RemarkOn(Tensor relevance, double score)
    {
        double magnitudes = 0;
        foreach (float value in relevance.AsSpan())
            magnitudes += Math.Abs(value);
        return magnitudes <= 1000 * Math.Abs(score)
            ? ""
            : " Not reliable: magnitudes grew more than a thousandfold, since a rule divided by sums near 0. Try epsilon-plus, "
                + "a larger epsilon, or biases that take their share.";
    }

    private static RelevanceScheme SchemeOf(LayerwiseRelevanceOptions options, ChannelAffine bounds)
    {
        EpsilonFormula epsilon = new((float)options.Epsilon);
        AlphaBetaFormula plus = new(1, 0, RelevanceNodes.Stabilizer);
        GammaFormula gamma = new((float)options.Gamma, RelevanceNodes.Stabilizer);
        RelevanceScheme scheme = options.Composite switch
        {
            RelevanceComposite.EpsilonPlus => new RelevanceScheme(plus, epsilon),
            RelevanceComposite.EpsilonPlusFlat => new RelevanceScheme(plus, epsilon) { First = new FlatFormula() },
            RelevanceComposite.EpsilonGammaBox => new RelevanceScheme(gamma, epsilon) { First = new BoxFormula(bounds) },
            RelevanceComposite.EpsilonAlpha2Beta1 => new RelevanceScheme(new AlphaBetaFormula(2, 1, RelevanceNodes.Stabilizer), epsilon),
            _ => new RelevanceScheme(epsilon, epsilon),
        };
        return scheme with { Biases = options.Biases };
    }

    private static string NameOf(LayerwiseRelevanceOptions options)
    {
        string epsilon = $"epsilon {Digits.Of(options.Epsilon)}";
        string name = options.Composite switch
        {
            RelevanceComposite.EpsilonPlus => $"epsilon-plus ({epsilon}, z+ for convolutions)",
            RelevanceComposite.EpsilonPlusFlat => $"epsilon-plus-flat ({epsilon}, z+ for convolutions, flat for the first layer)",
            RelevanceComposite.EpsilonGammaBox =>
                $"epsilon-gamma-box ({epsilon}, gamma {Digits.Of(options.Gamma)} for convolutions, box for the first)",
            RelevanceComposite.EpsilonAlpha2Beta1 => $"epsilon-alpha2-beta1 ({epsilon}, alpha 2 and beta 1 for convolutions)",
            _ => epsilon,
        };
        return options.Biases == RelevanceBias.LeaveOut ? $"{name}, without biases" : name;
    }

    /// <summary>For each channel of the input the smallest value of a pixel, as its gain, and the largest, as its offset.</summary>
    private static ChannelAffine BoundsOf(Preprocessing preprocessing)
    {
        float[] black = Of(new RgbColor(0, 0, 0)), white = Of(new RgbColor(255, 255, 255));
        return new ChannelAffine([.. black.Zip(white, Math.Min)], [.. black.Zip(white, Math.Max)]);

        float[] Of(RgbColor color) => [.. preprocessing.ToTensor([RgbImage.Solid(1, 1, color)]).AsSpan()];
    }

    private static bool IsOutside(Tensor input, ChannelAffine bounds)
    {
        int positions = input.Shape[2] * input.Shape[3];
        for (int i = 0; i < input.Count; i++)
        {
            int channel = i / positions;
            float slack = 1e-3f * (bounds.Offset[channel] - bounds.Gain[channel]);
            if (input.AsSpan()[i] < bounds.Gain[channel] - slack || input.AsSpan()[i] > bounds.Offset[channel] + slack)
                return true;
        }

        return false;
    }
}
