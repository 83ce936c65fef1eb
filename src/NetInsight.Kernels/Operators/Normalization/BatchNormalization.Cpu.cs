using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => PackParameters(x[1..]).Forward(device, x[..1], y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (Tensor? parameter in inputs[1..])
        {
            if (parameter is null)
                return PackedOperator.Unchanged(this, inputs.Length);
        }

        return new PackedOperator(PackParameters(inputs[1..]!), [0]);
    }

    /// <summary>Makes the factors and offsets of scale, shift, mean and variance.</summary>
    public BatchNormalizationPackedCpu PackParameters(ReadOnlySpan<Tensor> parameters)
    {
        (float[] gain, float[] offset) = AsAffine(parameters);
        return new BatchNormalizationPackedCpu(gain, offset);
    }
}
