using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Graphs.Gradients.Convolution;

/// <summary>
/// Convolution: dx[c,h] = sum over (m,u) of dy[m,i] w[m,c,u] where i s + u d - p = h. At stride 1 that is the convolution of dy with
/// mirrored, transposed weights, read from the same constant; otherwise, and for an image of few channels, a transposed convolution, which
/// multiplies no inserted zeros.
/// </summary>
internal sealed record ConvRule : IGradientRule
{
    /// <summary>
    /// Input channels up to which a transposed convolution, of products of few columns, beats one of as few output channels.
    /// </summary>
    private const int FewChannels = 4;

    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) =>
        input == 1 || ((Conv)op).IsMirrored ? GradientPassage.Missing : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Conv conv = (Conv)node.Operator;
        if (node.Needs(0))
            node.Contribute(0, node.Add(Adjoint(conv, node.ShapeOfInput(0), node.ShapeOf(node.Output)), node.Gradient, node.Input(1)));
        if (node.Needs(2))
        {
            int rank = node.ShapeOf(node.Output).Rank;
            int sums = node.SumOver(node.Gradient, [.. Enumerable.Range(0, rank).Where(axis => axis != 1)]);
            node.Contribute(2, node.Reshape(sums, node.ShapeOfInput(2)));
        }
    }

    /// <summary>The operator that makes the gradient of a convolution's input of the gradient of its output and the weights.</summary>
    public static Operator Adjoint(Conv conv, Shape input, Shape output)
    {
        FeatureMap from = FeatureMap.OfNchw(input, conv.Name), to = FeatureMap.OfNchw(output, conv.Name);
        WindowAxis rows = conv.Window.Rows.For(from.Height), columns = conv.Window.Columns.For(from.Width);
        bool isNarrow = conv.Groups == 1 && from.Channels <= FewChannels && to.Channels > FewChannels && conv.Window.Taps > 1;
        if (!isNarrow && Mirrored(rows, from.Height, to.Height) is { } mirroredRows
            && Mirrored(columns, from.Width, to.Width) is { } mirroredColumns)
            return new Conv(new Window(mirroredRows, mirroredColumns), conv.Groups) { IsMirrored = true };
        TransposedAxis transposedColumns = Transposed(columns, from.Width, to.Width);
        return new ConvTranspose(
            input.Rank == 3 ? [transposedColumns] : [Transposed(rows, from.Height, to.Height), transposedColumns], conv.Groups);
    }

    /// <summary>The window, at stride 1, under which outputs see the input; null where the padding would be negative.</summary>
    private static WindowAxis? Mirrored(WindowAxis axis, int input, int output)
    {
        int before = axis.Extent - 1 - axis.Before, after = input - output - before + axis.Extent - 1;
        return axis.Stride == 1 && before >= 0 && after >= 0 ? new WindowAxis(axis.Kernel, 1, before, after, axis.Dilation) : null;
    }

    private static TransposedAxis Transposed(WindowAxis axis, int input, int output)
    {
        int full = axis.Stride * (output - 1) + axis.Extent, missing = Math.Max(input + axis.Before - full, 0);
        int after = full + missing - axis.Before - input;
        return new TransposedAxis(new WindowAxis(axis.Kernel, axis.Stride, axis.Before, after, axis.Dilation), missing);
    }
}
