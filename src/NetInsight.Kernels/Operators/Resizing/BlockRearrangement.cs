using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>Squares of Block x Block places become channels, or channels such squares: a transposition of a shape in which squares have dimensions of their own.</summary>
/// <param name="Block">Side of a square.</param>
internal abstract record BlockRearrangement(int Block) : Operator
{
    /// <summary>Whether the maps are stored channels last.</summary>
    protected bool IsStoredLast { get; private init; }

    /// <inheritdoc/>
    public sealed override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public sealed override Operator InNhwc(int rank) => this with { IsStoredLast = true };

    /// <inheritdoc/>
    public sealed override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Shape split, int[] order) = SplitOf(x[0].Shape);
        new Transpose([.. order]).Forward(device, [x[0].Reshape(split)], y.Reshape(split.Permute(order)));
    }

    /// <inheritdoc/>
    public sealed override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        (Shape split, int[] order) = SplitOf(x[0].Shape);
        new Transpose([.. order]).Forward(device, [x[0].Reshape(split)], y.Reshape(split.Permute(order)));
    }

    /// <summary>The shape in which squares have dimensions of their own, and the order of these in the result.</summary>
    protected abstract (Shape Split, int[] Order) Split(FeatureMap map);

    /// <summary>Checks that an input holds maps.</summary>
    protected void CheckMaps(Shape input)
    {
        if (input.Rank != 4)
            throw new ArgumentException($"{Name}: expects maps (batch x channels x height x width), but is given {input}.");
    }

    private (Shape Split, int[] Order) SplitOf(Shape stored) => Split(IsStoredLast ? FeatureMap.OfNhwc(stored) : FeatureMap.OfNchw(stored, Name));
}
