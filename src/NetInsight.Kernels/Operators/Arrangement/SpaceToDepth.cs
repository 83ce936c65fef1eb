using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// Blocks of Block x Block positions laid out as channels: with b = Block, y[n, (i*b + j)*C + c, h, w] is x[n, c, h*b + i, w*b + j]; the
/// inverse of <see cref="DepthToSpace"/>.
/// </summary>
/// <param name="Block">Side of a block.</param>
internal sealed record SpaceToDepth(int Block) : BlockRearrangement(Block)
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        (new ReceptiveFieldAxis(Block, Block, 0), new ReceptiveFieldAxis(Block, Block, 0));

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        CheckRank(input);
        if (Block < 1 || input[2] % Block != 0 || input[3] % Block != 0)
        {
            throw new ArgumentException(
                $"{Name}: feature maps of {input[2]} x {input[3]} positions do not consist of blocks of {Block} x {Block}.");
        }

        Int128 channels = (Int128)input[1] * Block * Block;
        return channels <= int.MaxValue
            ? new Shape(input[0], (int)channels, input[2] / Block, input[3] / Block)
            : throw new ResourceLimitException($"{Name}: the feature maps would have {channels:N0} channels.");
    }

    /// <inheritdoc/>
    protected override (Shape Split, int[] Permutation) Split(FeatureMap map)
    {
        (int n, int h, int w, int c, int b) = (map.Batch, map.Height / Block, map.Width / Block, map.Channels, Block);
        return IsNhwc
            ? (new Shape(n, h, b, w, b, c), [0, 1, 3, 2, 4, 5])
            : (new Shape(n, c, h, b, w, b), [0, 3, 5, 1, 2, 4]);
    }
}
