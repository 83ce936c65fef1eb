using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators;

/// <summary>
/// An operator packed for the CPU, which runs on no other device. Plans for the CPU hold such operators, graphs never do.
/// </summary>
internal abstract record CpuPackedOperator : Operator
{
    /// <inheritdoc/>
    public sealed override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        throw new NotSupportedException($"{Name} was packed for the CPU.");
}
