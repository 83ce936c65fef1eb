using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators;

/// <summary>A form of an operator that was made for the processor, and runs nowhere else: graphs never hold one, plans for the processor do.</summary>
internal abstract record CpuPackedOperator : Operator
{
    /// <inheritdoc/>
    public sealed override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        throw new NotSupportedException($"{Name} was packed for the processor.");
}
