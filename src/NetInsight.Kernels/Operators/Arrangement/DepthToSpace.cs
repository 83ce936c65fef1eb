using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// Channels laid out as blocks of Block x Block positions: with b = Block, y[n, c, h*b + i, w*b + j] is x[n, (i*b + j)*C' + c, h, w], where
/// the result has C' channels; with <paramref name="ChannelsFirst"/> (ONNX mode CRD, PyTorch PixelShuffle) it is x[n, (c*b + i)*b + j, h,
/// w].
/// </summary>
/// <param name="Block">Side of a block.</param>
/// <param name="ChannelsFirst">Whether the input channels of one output channel are contiguous.</param>
internal sealed record DepthToSpace(int Block, bool ChannelsFirst = false) : BlockRearrangement(Block)
{
    private long BlockSize => (long)Block * Block;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Block == 1 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        CheckRank(input);
        if (Block < 1 || input[1] % BlockSize != 0)
            throw new ArgumentException($"{Name}: the {input[1]} channels of {input} cannot be laid out as blocks of {Block} x {Block}.");
        long height = (long)input[2] * Block, width = (long)input[3] * Block;
        return Math.Max(height, width) <= int.MaxValue
            ? new Shape(input[0], (int)(input[1] / BlockSize), (int)height, (int)width)
            : throw new ResourceLimitException($"{Name}: the feature maps would have {height:N0} x {width:N0} positions.");
    }

    /// <inheritdoc/>
    protected override (Shape Split, int[] Permutation) Split(FeatureMap map)
    {
        (int n, int h, int w, int c, int b) = (map.Batch, map.Height, map.Width, (int)(map.Channels / BlockSize), Block);
        return (IsNhwc, ChannelsFirst) switch
        {
            (false, false) => (new Shape(n, b, b, c, h, w), [0, 3, 4, 1, 5, 2]),
            (false, true) => (new Shape(n, c, b, b, h, w), [0, 1, 4, 2, 5, 3]),
            (true, false) => (new Shape(n, h, w, b, b, c), [0, 1, 3, 2, 4, 5]),
            (true, true) => (new Shape(n, h, w, c, b, b), [0, 1, 4, 2, 5, 3]),
        };
    }
}
