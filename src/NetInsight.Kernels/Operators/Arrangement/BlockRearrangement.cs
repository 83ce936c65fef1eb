using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// Moves blocks of Block x Block positions into channels, or channels into such blocks: a transposition of a shape in which the blocks are
/// dimensions.
/// </summary>
/// <param name="Block">Side of a block.</param>
internal abstract record BlockRearrangement(int Block) : Operator
{
    /// <summary>Whether the tensors are NHWC.</summary>
    protected bool IsNhwc { get; private init; }

    /// <inheritdoc/>
    public sealed override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public sealed override Operator InNhwc(int rank) => this with { IsNhwc = true };

    /// <inheritdoc/>
    public sealed override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Shape split, int[] permutation) = SplitOf(x[0].Shape);
        new Transpose([.. permutation]).Forward(device, [x[0].Reshape(split)], y.Reshape(split.Permute(permutation)));
    }

    /// <inheritdoc/>
    public sealed override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        (Shape split, int[] permutation) = SplitOf(x[0].Shape);
        new Transpose([.. permutation]).Forward(device, [x[0].Reshape(split)], y.Reshape(split.Permute(permutation)));
    }

    /// <summary>The input's shape with the blocks as dimensions, and the permutation of these that gives the result.</summary>
    protected abstract (Shape Split, int[] Permutation) Split(FeatureMap map);

    /// <summary>Checks that an input holds feature maps.</summary>
    protected void CheckRank(Shape input)
    {
        if (input.Rank != 4)
            throw new ArgumentException($"{Name}: expects feature maps (batch x channels x height x width), but is given {input}.");
    }

    private (Shape Split, int[] Permutation) SplitOf(Shape shape) =>
        Split(IsNhwc ? FeatureMap.OfNhwc(shape) : FeatureMap.OfNchw(shape, Name));
}
