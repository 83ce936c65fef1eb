using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Imaging;
using NetInsight.Kernels.Embedding;
using NetInsight.Models;

namespace NetInsight.Attribution;

/// <summary>How far a network's rounding moves the values of attributions.</summary>
internal static class RoundingNoise
{
    /// <summary>
    /// The rounding error of a value computed by a forward pass, relative to the largest of its layer: some hundred roundings of 6e-8 in
    /// sums over many layers. Against ONNX Runtime up to 4e-6 was measured.
    /// </summary>
    public const double OfLayer = 1e-5;

    /// <summary>The largest magnitude of noise is taken as so many times its 99th percentile.</summary>
    public const double Tail = 4;

    /// <summary>
    /// The magnitude up to which values are rounding: four times the 99th percentile of what a disturbance moved them by; at least half a
    /// unit in the last place of the largest. Gradients of noise are heavy-tailed, hence the factor; the percentile leaves out the few
    /// positions at which a disturbed ReLU or pool took another branch.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="disturbed">The same from a disturbed run.</param>
    public static double FloorOf(ReadOnlySpan<float> values, ReadOnlySpan<float> disturbed)
    {
        List<double> moved = new(values.Length);
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double move = Math.Abs((double)values[i] - disturbed[i]);
            if (!double.IsFinite(move))
                continue;
            moved.Add(move);
            largest = Math.Max(largest, Math.Abs(values[i]));
        }

        moved.Sort();
        double typical = moved.Count == 0 ? 0 : moved[(int)Math.Ceiling(AttributionDrawing.Share * moved.Count) - 1];
        return Math.Max(Tail * typical, largest / (1 << 24));
    }

    /// <summary>The floor of values over an input's channels once these are reduced.</summary>
    public static double FloorOf(Tensor values, Tensor disturbed, ChannelReduction reduction) =>
        FloorOf(ReducedChannels.Reduce(values, reduction), ReducedChannels.Reduce(disturbed, reduction));

    /// <summary>The gradient of one run with respect to the input, disturbed as rounding disturbs it.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The input of the run.</param>
    /// <param name="target">The target, no top class.</param>
    /// <param name="rules">The rules; null for the derivative.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static Tensor Gradient(Model model, Tensor input, Target target, GradientRules? rules, CancellationToken cancellation)
    {
        GradientRequest request = new(input, [target]) { Rules = rules ?? GradientRules.Standard, IsDisturbed = true };
        return model.RunGradient(request, cancellation).OfInput[0];
    }

    /// <summary>
    /// Contributions along lines, (input - baseline) times mean gradients, with all gradients moved by rounding as one of them is.
    /// </summary>
    /// <param name="contributions">The contributions, 1 x channels x height x width.</param>
    /// <param name="input">The input.</param>
    /// <param name="baseline">The baseline of the line on which that gradient lies.</param>
    /// <param name="gradient">That gradient.</param>
    /// <param name="moved">The same from a disturbed run: <see cref="Gradient"/>.</param>
    public static Tensor OfLine(
        Tensor contributions, Tensor input, ReadOnlySpan<float> baseline, ReadOnlySpan<float> gradient, Tensor moved)
    {
        Tensor result = contributions.Clone();
        for (int i = 0; i < result.Count; i++)
        {
            double difference = (double)input.AsSpan()[i] - baseline[i];
            result.AsSpan()[i] += (float)(difference * ((double)moved.AsSpan()[i] - gradient[i]));
        }

        return result;
    }

    /// <summary>Outputs of a layer, each moved up or down by the rounding of the layer's largest.</summary>
    public static Tensor Disturbed(Tensor outputs)
    {
        float error = (float)(OfLayer * ColorScale.Symmetric(outputs.AsSpan()).Maximum);
        Tensor result = outputs.Clone();
        Pcg32 random = new(1);
        foreach (ref float value in result.AsSpan())
            value += random.NextUnit() < 0.5 ? error : -error;
        return result;
    }

    /// <summary>Numbers that are each moved up or down by an error.</summary>
    public static double[] Disturbed(double[] numbers, double error)
    {
        Pcg32 random = new(2);
        return [.. numbers.Select(number => random.NextUnit() < 0.5 ? number + error : number - error)];
    }

    /// <summary>The floor of a target's value.</summary>
    /// <param name="scores">The target.</param>
    /// <param name="values">What a run of one image made of its value.</param>
    public static double OfScore(TargetScores scores, Tensor values)
    {
        double error = OfLayer * ColorScale.Symmetric(values.AsSpan()).Maximum, gain = scores.Gain(values);
        return scores.Score switch
        {
            ClassScore.Probability => gain * (error / 2 + Head.ProbabilityRounding),
            ClassScore.LogProbability => gain * (2 * error + Head.ProbabilityRounding),
            _ => gain * error,
        };
    }

    /// <summary>The range of a map and the floor, as the end of a caption.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isSampling">Whether the floor is an error of sampling, larger than that of rounding.</param>
    public static string Text(Heatmap map, bool isSampling)
    {
        (string name, string errors) = isSampling
            ? ("sampling error", "sampling errors of up to")
            : ("rounding", "the network's rounding errors of up to");
        string value = map.Neutral == 0 ? "magnitude" : $"distance from {Digits.Of(map.Neutral)}";
        ColorScale range = ColorScale.Of(map.Values);
        double largest = Math.Max(Math.Abs(range.Minimum - map.Neutral), Math.Abs(range.Maximum - map.Neutral));
        return largest == 0 ? "" : map.IsWithinRounding
            ? $" Drawn empty: the largest {value}, {Digits.Of(largest)}, is within {errors} {Digits.Of(map.RoundingFloor)}, and no "
                + "evidence."
            : $" Largest {value}: {Digits.Of(largest)}; up to {Digits.Of(map.RoundingFloor)} is {name}.";
    }
}
