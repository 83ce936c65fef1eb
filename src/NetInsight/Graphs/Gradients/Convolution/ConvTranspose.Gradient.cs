using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs.Gradients.Convolution;

/// <summary>
/// Transposed convolution: dx[c,i] = sum over (m,t) of dy[m, i s - p + t d] w[c,m,t], the convolution with the same weights. Not for
/// volumes (three axes), over which there is no convolution.
/// </summary>
internal sealed record ConvTransposeRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) =>
        input == 1 || (input == 0 && ((ConvTranspose)op).Axes.Length > 2) ? GradientPassage.Missing : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        ConvTranspose conv = (ConvTranspose)node.Operator;
        Shape input = node.ShapeOfInput(0), output = node.ShapeOf(node.Output);
        if (node.Needs(0))
        {
            WindowAxis[] axes = [.. conv.Axes.Select((axis, index) => WindowOf(axis, input[index + 2], output[index + 2]))];
            Window window = axes.Length == 1 ? new Window(WindowAxis.One, axes[0]) : new Window(axes[0], axes[1]);
            int gradient = node.Add(new Conv(window, conv.Groups), node.Gradient, node.Input(1));
            for (int axis = 2; axis < input.Rank; axis++)               // outputs to which no input contributes leave more positions
            {
                if (node.ShapeOf(gradient)[axis] > input[axis])
                    gradient = node.Add(new Slice([new SliceAxis(axis, 0, input[axis])]), gradient);
            }

            node.Contribute(0, gradient);
        }

        if (node.Needs(2))
        {
            int sums = node.SumOver(node.Gradient, [.. Enumerable.Range(0, output.Rank).Where(axis => axis != 1)]);
            node.Contribute(2, node.Reshape(sums, node.ShapeOfInput(2)));
        }
    }

    private static WindowAxis WindowOf(TransposedAxis axis, int input, int output)
    {
        WindowAxis window = axis.Window;
        int before = axis.For(input).Before, after = Math.Max((input - 1) * window.Stride + window.Extent - output - before, 0);
        return new WindowAxis(window.Kernel, window.Stride, before, after, window.Dilation);
    }
}
