using NetInsight.Attribution.Relevance.Rules;
using NetInsight.Imaging;
using NetInsight.Models;

namespace NetInsight.Attribution.Relevance;

/// <summary>One run of DeepLIFT: both forward passes and the backward pass are one graph.</summary>
internal static class DeepLiftRun
{
    /// <summary>One image.</summary>
    public static DeepLiftMap Compute(
        AttributedInput input, Target target, DeepLiftOptions options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        Model model = input.Model;
        Tensor baseline = input.Baseline(options.Baseline, nameof(options));
        GradientRequest request = new(input.Tensor, [target]) { Rules = DeepLiftTable.Rules, Baseline = baseline, Values = true };
        GradientResult result = model.RunGradient(request, cancellation);
        ExplainedTarget explained = ExplainedTarget.Of(model, target, result);
        double score = result.OnBaseline is [[var onBaseline]]
            ? onBaseline
            : new TargetScores(model, explained.Target).Run(baseline, cancellation)[0];           // no rule compared with the baseline
        GradientResult moved = model.RunGradient(
            request with { Targets = [explained.Target], Values = false, IsDisturbed = true }, cancellation);
        Tensor contributions = Contributions(result), disturbed = Contributions(moved);

        double sum = LayerwiseRelevanceMap.SumOf(contributions), difference = explained.Score - score;
        AttributionText text = new(
            $"DeepLIFT (rescale rule) of {explained} against {options.Baseline.Description}: the contribution to the difference",
            "it raises the target against the baseline",
            "it lowers it",
            explained.Unit)
        {
            Remarks = $" All together {Digits.Of(sum)}; the target is {Digits.Of(explained.Score)}, on the baseline {Digits.Of(score)}, "
                + $"the gap {Digits.Of(sum - difference)}.",
        };
        new ProgressReport(progress, 1).Add(1);
        return new DeepLiftMap(input, explained, score, contributions, disturbed, options, text);

        Tensor Contributions(GradientResult multipliers)
        {
            Tensor made = Tensor.Uninitialized(input.Tensor.Shape);
            for (int i = 0; i < made.Count; i++)
                made.AsSpan()[i] = multipliers.OfInput[0].AsSpan()[i] * (input.Tensor.AsSpan()[i] - baseline.AsSpan()[i]);
            return made;
        }
    }
}
