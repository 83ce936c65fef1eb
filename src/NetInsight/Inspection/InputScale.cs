using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Inspection;

/// <summary>Follows the image through the pixel-wise nodes at a network's beginning, such as a normalisation inside the file.</summary>
internal static class InputScale
{
    /// <summary>
    /// The factor of each channel of the graph's input in a value; null where the value is not the input scaled channel by channel. Added
    /// constants are ignored: they change no weight.
    /// </summary>
    public static double[]? At(Graph graph, int value, int channels)
    {
        Dictionary<int, Node> producers = graph.Nodes.ToDictionary(node => node.Output);
        double[] scale = [.. Enumerable.Repeat(1.0, channels)];
        while (value != graph.Inputs[0].Value)
        {
            if (!producers.TryGetValue(value, out Node? node))
                return null;
            int varying = node.Inputs.FirstOrDefault(input => graph.Values[input].Constant is null, node.Inputs[0]);
            if (FactorsOf(graph, node, varying, channels) is not { } factors)
                return null;
            for (int c = 0; c < channels; c++)
                scale[c] *= factors[c];
            value = varying;
        }

        return scale;
    }

    /// <summary>The factor that a node applies to each channel of its varying input; null where it does anything else.</summary>
    private static double[]? FactorsOf(Graph graph, Node node, int varying, int channels)
    {
        Tensor?[] constants = [.. node.Inputs.Where(input => input != varying).Select(input => graph.Values[input].Constant)];
        bool isFirst = node.Inputs[0] == varying;
        return node.Operator switch
        {
            Identity or Pad => Same(1),
            Arithmetic<Add> when constants is [{ } added] && PerChannel(added) is not null => Same(1),
            Arithmetic<Sub> when constants is [{ } taken] && PerChannel(taken) is not null => Same(isFirst ? 1 : -1),
            Arithmetic<Mul> when constants is [{ } factor] => PerChannel(factor),
            Arithmetic<Div> when isFirst && constants is [{ } divisor] && PerChannel(divisor) is { } divisors =>
                [.. divisors.Select(x => 1 / x)],
            Activation<QuantizeLinear> quantize => Same(1.0 / quantize.Rule.Scale),          // the slope through its steps
            Activation<DequantizeLinear> dequantize => Same(dequantize.Rule.Scale),
            BatchNormalization norm when isFirst && constants.Length == 4 && !constants.Contains(null) =>
                [.. norm.AsAffine(constants!).Gain.Select(x => (double)x)],
            _ => null,
        };

        double[] Same(double factor) => [.. Enumerable.Repeat(factor, channels)];

        double[]? PerChannel(Tensor constant)
        {
            if (constant.Count == 1)
                return Same(constant.AsSpan()[0]);
            bool isPerChannel = constant.Count == channels && constant.Shape.Rank is 3 or 4 && constant.Shape[-3] == channels;
            return isPerChannel ? [.. constant.AsSpan().ToArray().Select(x => (double)x)] : null;
        }
    }
}
