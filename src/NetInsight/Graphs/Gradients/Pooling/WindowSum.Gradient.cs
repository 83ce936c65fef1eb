using NetInsight.Graphs.Gradients.Building;
using NetInsight.Graphs.Gradients.Convolution;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs.Gradients.Pooling;

/// <summary>
/// Average and sum pools: each element of a window gets dy, for the average divided by the number of taps that were counted. Overlapping
/// windows are summed by a depthwise transposed convolution with weights of 1.
/// </summary>
internal sealed record WindowSumRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape input = node.ShapeOfInput(0), output = node.ShapeOf(node.Output);
        FeatureMap from = FeatureMap.OfNchw(input, node.Operator.Name), to = FeatureMap.OfNchw(output, node.Operator.Name);
        (Window window, bool divides, bool countsPadding) = node.Operator is AveragePool pool
            ? (pool.Window, true, pool.CountsPadding)
            : (((SumPool)node.Operator).Window, false, false);
        Window padded = window.For(from);
        int dy = divides ? node.Multiply(node.Gradient, node.Constant(Shares(padded, from, to, countsPadding, input.Rank))) : node.Gradient;
        Tensor ones = new(new Shape([input[1], 1, .. input.Rank == 3 ? [] : new[] { padded.Rows.Kernel }, padded.Columns.Kernel]));
        ones.AsSpan().Fill(1);
        Operator spread = ConvRule.Adjoint(new Conv(padded, input[1]), input, output);
        node.Contribute(0, node.Add(spread, dy, node.Constant(ones)));
    }

    /// <summary>1 / counted taps of each window, [1, 1, height, width].</summary>
    private static Tensor Shares(Window window, FeatureMap input, FeatureMap output, bool countsPadding, int rank)
    {
        Tensor shares = new(rank == 3 ? new Shape(1, 1, output.Width) : new Shape(1, 1, output.Height, output.Width));
        for (int i = 0; i < output.Height; i++)
        {
            WindowTaps rows = new(window.Rows, i, input.Height);
            for (int j = 0; j < output.Width; j++)
            {
                WindowTaps columns = new(window.Columns, j, input.Width);
                int taps = countsPadding
                    ? rows.PaddedCount * columns.PaddedCount
                    : (rows.End - rows.First) * (columns.End - columns.First);
                shares.AsSpan()[i * output.Width + j] = 1f / Math.Max(taps, 1);
            }
        }

        return shares;
    }
}
