using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Models.Statements;

/// <summary>What a network's first nodes do to its image input, so that preprocessing does not normalise it twice.</summary>
/// <param name="Range">The values that the input takes; null where they do not follow from the nodes.</param>
/// <param name="Reason">What was recognised, or why nothing could be concluded; empty where the network begins with no such node.</param>
internal sealed record InputNormalization(InputRange? Range, string Reason)
{
    /// <summary>
    /// Whether the range follows from the running statistics of a batch normalisation or from a quantisation, which tell what images were
    /// like in training or calibration, and not from constants of preprocessing.
    /// </summary>
    public bool IsLearned { get; init; }

    /// <summary>Whether channels come in the order blue, green, red; null where the constants do not tell.</summary>
    public bool? IsBgr { get; init; }

    /// <summary>ImageNet's mean of red, green and blue, of values from 0 to 1: the only constants that tell the order.</summary>
    private static ReadOnlySpan<double> ImageNetMean => [0.485, 0.456, 0.406];

    /// <summary>Recognises the normalisation at the beginning of a graph.</summary>
    public static InputNormalization Of(Graph graph)
    {
        if (graph.Inputs[0].Dimensions is not [_, { } channels, _, _] || channels is not (1 or 3))
            return new InputNormalization(null, "");
        InputAffine affine = InputAffine.Of(graph, channels);
        InputNormalization? learned = affine.Next switch
        {
            { Operator: BatchNormalization } next => FromStatistics(graph, next, affine),
            { Operator: Activation<QuantizeLinear> } next => FromQuantization(next, affine),
            _ => null,
        };
        if (learned is not null)
            return learned;
        return affine.Layers.Count == 0 ? new InputNormalization(null, "") : FromConstants(affine);
    }

    /// <summary>
    /// y = Gain * x + Offset has its 0 at x = Center and changes by 1 over x = Width: for mean and deviation of images from 0 to 255, or
    /// from 0 to 1, or for the ends and middle of these ranges.
    /// </summary>
    private static InputNormalization FromConstants(InputAffine affine)
    {
        string layers = string.Join(", ", affine.Layers.Select(Printable.Escape));
        double[] centers = affine.Centers, widths = affine.Widths;
        InputRange? range = All(IsUnit) ? InputRange.Unit : All(IsByte) ? InputRange.Byte : All(IsSigned) ? InputRange.Signed : null;
        if (range is null)
        {
            return new InputNormalization(
                null,
                $"The network begins with y = a x + b ({layers}), which fits images neither from 0 to 1, nor from -1 to 1, nor from 0 to "
                + "255.");
        }

        string what = centers.All(center => center == 0) ? "rescaling" : "normalisation";
        return new InputNormalization(range, $"The network begins with its own {what} ({layers}), of values {range.Value.Text()}.")
        {
            IsBgr = OrderOf(affine, range.Value),
        };

        bool All(Func<double, double, bool> fits) => Enumerable.Range(0, centers.Length).All(c => fits(centers[c], widths[c]));
    }

    private static bool IsUnit(double center, double width) => center == 0
        ? Near(width, 1 / 255.0) || width is > 0.1 and < 0.45
        : center is >= 0.05 and <= 0.95 && (width is >= 0.05 and <= 1.05 || Near(width, 1 / 255.0));

    private static bool IsByte(double center, double width) => center == 0
        ? Near(width, 255) || Near(width, 127.5) || width is > 25 and < 115
        : center is >= 12 and <= 243 && (width is >= 12 and <= 300 || Near(width, 1));

    private static bool IsSigned(double center, double width) => center == -1 && (Near(width, 2) || Near(width, 1 / 127.5));

    private static bool Near(double value, double expected) => Math.Abs(value - expected) <= 0.01 * expected;

    private static bool? OrderOf(InputAffine affine, InputRange range)
    {
        if (affine.Centers.Length != 3)
            return null;
        double unit = range == InputRange.Byte ? 255 : 1;
        bool isRgb = true, isBgr = true;
        for (int c = 0; c < 3; c++)
        {
            isRgb &= Math.Abs(affine.Centers[c] / unit - ImageNetMean[c]) < 0.015;
            isBgr &= Math.Abs(affine.Centers[c] / unit - ImageNetMean[2 - c]) < 0.015;
        }

        bool isSwapped = affine.Channels is [2, 1, 0];
        return isRgb != isBgr && (isSwapped || affine.Channels is [0, 1, 2]) ? isBgr != isSwapped : null;
    }

    /// <summary>Running mean and deviation of the values that reach a first batch normalisation, as those of the network's input.</summary>
    private static InputNormalization? FromStatistics(Graph graph, Node node, InputAffine affine)
    {
        if (graph.Values[node.Inputs[3]].Constant is not { } mean || graph.Values[node.Inputs[4]].Constant is not { } variance
            || mean.Count != affine.Gains.Length || variance.Count != mean.Count)
            return null;
        (double Mean, double Deviation)[] channels = [.. Enumerable.Range(0, mean.Count).Select(c => (
            (mean.AsSpan()[c] - affine.Offsets[c]) / affine.Gains[c], Math.Sqrt(variance.AsSpan()[c]) / affine.Gains[c]))];
        InputRange? range = channels.All(channel => channel is { Mean: >= 0.05 and <= 0.95, Deviation: >= 0.03 and <= 0.45 })
            ? InputRange.Unit
            : channels.All(channel => channel is { Mean: >= 12 and <= 243, Deviation: >= 8 and <= 130 }) ? InputRange.Byte : null;
        return range is not { } known ? null : new InputNormalization(
            known,
            $"The network begins with a batch normalisation ({Printable.Escape(node.Name)}) whose running mean and variance are those of "
            + $"images of values {known.Text()}.")
        {
            IsLearned = affine.Layers.Count == 0,
        };
    }

    /// <summary>The range that the integers of a first quantisation stand for, which calibration chose by images.</summary>
    private static InputNormalization? FromQuantization(Node node, InputAffine affine)
    {
        QuantizeLinear rule = ((Activation<QuantizeLinear>)node.Operator).Rule;
        double least = (rule.Minimum - rule.ZeroPoint) * (double)rule.Scale, most = (rule.Maximum - rule.ZeroPoint) * (double)rule.Scale;
        if (affine.Layers.Count > 0)
            return null;
        InputRange? range = Is(0, 1) ? InputRange.Unit : Is(0, 255) ? InputRange.Byte : Is(-1, 1) ? InputRange.Signed : null;
        if (range is not { } known)
            return null;
        string reason = $"The network begins by quantising its input ({Printable.Escape(node.Name)}), {known.Text()}.";
        return new InputNormalization(known, reason) { IsLearned = true };

        bool Is(double low, double high) => Math.Abs(least - low) <= 0.02 * high && Math.Abs(most - high) <= 0.02 * high;
    }
}
