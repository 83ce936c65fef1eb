using NetInsight.Attribution;
using NetInsight.Attribution.Perturbation;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Attribution.Perturbation;

/// <summary>RISE by the masks of the reference, on three trained networks.</summary>
public sealed class RiseReferenceTests
{
    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Both_normalisations_equal_PyTorch(TrainedNetwork network)
    {
        ReferenceFile reference = network.Open(), rise = ReferenceFile.Require($"gradients/rise-{network.Reference}");
        using Model model = network.Load();
        AttributedInput input = AttributedInput.Of(model, reference["input"]);
        RiseMask[] masks = MasksOf(rise);
        RiseOptions options = new() { Masks = masks.Length };
        Target target = Target.Class(rise.Metadata("target"), ClassScore.Probability);

        RiseMap published = Rise.Compute(input, masks, target, options, null, CancellationToken.None);
        RiseMap mean = Rise.Compute(
            input, masks, target, options with { Normalization = RiseNormalization.SumOfMasks }, null, CancellationToken.None);
        Near.Relative(rise["rise"].Reshape(published.Values.Shape), published.Values, Tolerances.NetworkGradient);
        Near.Relative(rise["rise_mean"].Reshape(mean.Values.Shape), mean.Values, Tolerances.NetworkGradient);

        float[] probabilities = rise["probabilities"].AsSpan().ToArray();
        Assert.Equal(probabilities.Average(), published.MeanScore, Tolerances.Probability);
        (double[] expected, double[] ratio) = ErrorsOf(masks, probabilities, input, options);
        Near.Absolute(
            [.. expected.Select(error => (float)error)], published.StandardErrors.AsSpan(), Tolerances.NetworkGradient * expected.Max());
        Near.Absolute([.. ratio.Select(error => (float)error)], mean.StandardErrors.AsSpan(), Tolerances.NetworkGradient * ratio.Max());
        Assert.Equal(expected.Average(), published.MeanStandardError, Tolerances.NetworkGradient * expected.Max());
        Assert.Equal(expected.Max(), published.LargestStandardError, Tolerances.NetworkGradient * expected.Max());
    }

    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Masks_are_enlarged_as_by_PyTorch(TrainedNetwork network)
    {
        ReferenceFile rise = ReferenceFile.Require($"gradients/rise-{network.Reference}");
        Tensor expected = rise["mask0"];
        float[] mask = new float[expected.Count];
        new RiseEnlargement(rise.Metadata("cells"), expected.Shape[0], expected.Shape[1]).Write(MasksOf(rise)[0], mask);
        Near.Absolute(expected.AsSpan(), mask, Tolerances.FewRoundings);
    }

    private static RiseMask[] MasksOf(ReferenceFile rise)
    {
        Tensor bits = rise["bits"], offsets = rise["offsets"];
        int rows = bits.Shape[1], columns = bits.Shape[2];
        return [.. Enumerable.Range(0, bits.Shape[0]).Select(n => new RiseMask(
            bits.AsSpan().Slice(n * rows * columns, rows * columns).ToArray(), rows, columns, (int)offsets[n, 0], (int)offsets[n, 1]))];
    }

    /// <summary>Standard errors from the terms themselves, in two passes.</summary>
    private static (double[] Published, double[] Ratio) ErrorsOf(
        RiseMask[] masks, float[] scores, AttributedInput input, RiseOptions options)
    {
        int pixels = input.Height * input.Width, n = masks.Length;
        float[][] enlarged = [.. masks.Select(mask =>
        {
            float[] written = new float[pixels];
            new RiseEnlargement(options.Cells, input.Height, input.Width).Write(mask, written);
            return written;
        })];
        double[] published = new double[pixels], ratio = new double[pixels];
        for (int i = 0; i < pixels; i++)
        {
            double[] m = [.. enlarged.Select(mask => (double)mask[i])], terms = [.. m.Zip(scores, (mask, f) => mask * f / 0.5)];
            double mean = terms.Average(), s = m.Zip(scores, (mask, f) => mask * f).Sum() / m.Sum();
            published[i] = Math.Sqrt(terms.Sum(term => (term - mean) * (term - mean)) / (n - 1) / n);
            double squares = m.Zip(scores, (mask, f) => mask * mask * (f - s) * (f - s)).Sum();
            ratio[i] = Math.Sqrt(squares * n / (n - 1)) / m.Sum();
        }

        return (published, ratio);
    }
}
