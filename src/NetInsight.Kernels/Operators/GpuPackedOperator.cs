using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators;

/// <summary>An operator packed for a GPU, which holds memory there. Plans for that GPU hold such operators, graphs never do.</summary>
internal abstract record GpuPackedOperator : Operator
{
    /// <summary>Multiply-adds for each element of the result.</summary>
    public virtual int Depth => 1;

    /// <inheritdoc/>
    public sealed override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        throw new NotSupportedException($"{Name} was packed for a GPU.");
}
