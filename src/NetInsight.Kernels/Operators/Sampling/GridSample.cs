using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>How values between positions are interpolated by a <see cref="GridSample"/>.</summary>
internal enum GridMode
{
    /// <summary>Linear between the four neighbours.</summary>
    Linear,

    /// <summary>The nearest value; halfway the one of the even index.</summary>
    Nearest,

    /// <summary>Keys' cubic, a = -0.75, over 4 x 4 neighbours.</summary>
    Cubic,
}

/// <summary>What lies outside the input of a <see cref="GridSample"/>.</summary>
internal enum GridPadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The value at the nearest border.</summary>
    Border,

    /// <summary>The input, reflected at its borders.</summary>
    Reflection,
}

/// <summary>
/// Values of feature maps at given positions (ONNX GridSample; Jaderberg et al. 2015, arXiv:1506.02025): y[n,c,i,j] = x[n,c] interpolated
/// at grid[n,i,j] = (column, row), where -1 and 1 are the first and last pixel: their outer edges, or with <paramref
/// name="AlignsCorners"/> their centres. Inputs: x N x C x H x W, and the grid N x H' x W' x 2.
/// </summary>
/// <param name="Mode">How values between positions are interpolated.</param>
/// <param name="Padding">What lies outside the input.</param>
/// <param name="AlignsCorners">Whether -1 and 1 are the centres of the outermost pixels.</param>
internal sealed partial record GridSample(GridMode Mode, GridPadding Padding, bool AlignsCorners = false) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape grid) = (inputs[0], inputs[1]);
        return x.Rank == 4 && grid.Rank == 4 && grid[3] == 2 && grid[0] == x[0] && x[2] > 0 && x[3] > 0
            ? new Shape(x[0], x[1], grid[1], grid[2])
            : throw new ArgumentException($"{Name}: a grid of shape {grid} does not fit an input of {x}.");
    }

    private GridSampler SamplerOver(Shape input) => new(input[2], input[3], (int)Mode, (int)Padding, AlignsCorners ? 1 : 0);
}
