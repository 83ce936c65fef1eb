using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPacked(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (Tensor? parameter in inputs[1..])
        {
            if (parameter is null)
                return PackedOperator.Unchanged(this, inputs.Length);
        }

        return new PackedOperator(PackParameters(device, inputs[1..]!), [0]);
    }

    /// <summary>Makes the factors and offsets of scale, shift, mean and variance, and sends them to the card.</summary>
    public BatchNormalizationPackedGpu PackParameters(GpuDevice device, ReadOnlySpan<Tensor> parameters)
    {
        (float[] gain, float[] offset) = AsAffine(parameters);
        return new BatchNormalizationPackedGpu(device.Keep(new Shape(gain.Length), gain), device.Keep(new Shape(offset.Length), offset));
    }
}
