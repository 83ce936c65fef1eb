using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators;

/// <summary>A form of an operator that was made for a graphics card and holds memory there: graphs never hold one, plans for that card do.</summary>
internal abstract record GpuPackedOperator : Operator
{
    /// <summary>The products that each number of the result takes.</summary>
    public virtual int Depth => 1;

    /// <inheritdoc/>
    public sealed override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        throw new NotSupportedException($"{Name} was packed for a graphics card.");
}
