using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>
/// The im2col matrix of a deformable convolution (ONNX DeformConv; Zhu et al. 2018, arXiv:1811.11168): column (i,j) holds, for channel c
/// and tap (u,v), x[n, c] linearly interpolated at (i*s + u*d - p + offset row, j*s + v*d - p + offset column), 0 outside, times the mask.
/// The convolution is the product of the weights with it. Inputs: x N x C x H x W, offsets N x 2*OffsetGroups*taps x H' x W' (row, column
/// of each tap), and the mask N x OffsetGroups*taps x H' x W', which may be absent. Result: N x Groups x C/Groups*taps x H'*W'.
/// </summary>
/// <param name="Window">The kernel.</param>
/// <param name="Groups">Groups of the convolution.</param>
/// <param name="OffsetGroups">Groups of channels with offsets of their own.</param>
internal sealed partial record DeformableColumns(Window Window, int Groups, int OffsetGroups) : Operator
{
    /// <inheritdoc/>
    public override string Name => "DeformConv";

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape x = inputs[0], offsets = inputs[1];
        if (x.Rank != 4 || Groups < 1 || OffsetGroups < 1 || x[1] % Groups != 0 || x[1] % OffsetGroups != 0)
            throw new ArgumentException($"{Name}: {Groups} groups and {OffsetGroups} groups of offsets do not divide the channels of {x}.");
        FeatureMap output = Window.Slide(FeatureMap.OfNchw(x, Name), x[1], Name);
        int taps = OffsetGroups * Window.Taps;
        if (offsets != new Shape(x[0], 2 * taps, output.Height, output.Width))
            throw new ArgumentException(
                $"{Name}: offsets of shape {offsets}, but {x[0]}x{2 * taps}x{output.Height}x{output.Width} is expected.");
        if (inputs.Length > 2 && inputs[2] != new Shape(x[0], taps, output.Height, output.Width))
            throw new ArgumentException(
                $"{Name}: a mask of shape {inputs[2]}, but {x[0]}x{taps}x{output.Height}x{output.Width} is expected.");
        return new Shape(x[0], Groups, x[1] / Groups * Window.Taps, output.Positions);
    }

    private DeformableSampler SamplerOver(Shape x)
    {
        FeatureMap input = FeatureMap.OfNchw(x, Name);
        return new DeformableSampler(Window.For(input), input, Window.Slide(input, input.Channels, Name), OffsetGroups);
    }
}
