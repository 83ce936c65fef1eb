using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Sampling;

/// <summary>Arguments of the kernel of <see cref="DeformableColumns"/>; the mask is anything where there is none.</summary>
internal readonly record struct DeformableColumnsArguments(
    ArrayView<float> X, ArrayView<float> Offsets, ArrayView<float> Mask, ArrayView<float> Y, DeformableSampler Sampler, int HasMask);

internal sealed partial record DeformableColumns
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        GpuTensor mask = x.Length > 2 ? x[2] : x[1];
        device.ForEach(DeformableColumnsKernel, y.Count, new DeformableColumnsArguments(
            x[0].View, x[1].View, mask.View, y.View, SamplerOver(x[0].Shape), x.Length > 2 ? 1 : 0));
    }

    /// <summary>One thread for each element of the result.</summary>
    /// <remarks>
    /// <code>
    ///   tap:    where it lies, by the window and its offset    Offsets, Mask: global memory
    ///   sample: the four neighbours, linearly interpolated, 0 outside; times the mask    (DeformableSampler.Value)
    /// </code>
    /// </remarks>
    private static void DeformableColumnsKernel(Index1D i, DeformableColumnsArguments a) =>
        a.Y[i] = a.Sampler.Value(i, new GpuElements(a.X), new GpuElements(a.Offsets), new GpuElements(a.Mask), a.HasMask != 0);
}
