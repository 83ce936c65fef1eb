using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

internal sealed partial record ConvTranspose
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPacked(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return PackedOperator.Unchanged(this, inputs.Length);

        Tensor tapsFirst = TapsFirst(device.Host, weight);
        GpuTensor? bias = inputs.Length > 2 ? device.Keep(new Shape(inputs[2]!.Count), inputs[2]!.AsSpan()) : null;
        GpuTensor weights = device.Keep(tapsFirst.Shape, tapsFirst.AsSpan());
        return new PackedOperator(new ConvTransposePackedGpu(Axes, Groups, weight.Shape[1], weights, bias), [0]);
    }
}
