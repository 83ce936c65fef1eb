namespace NetInsight;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => Pack(x[1..]).Forward(device, x[..1], y);

    /// <inheritdoc/>
    public override Prepared Prepare(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (Tensor? parameter in inputs[1..])
        {
            if (parameter is null)
                return Prepared.Unchanged(this, inputs.Length);
        }

        return new Prepared(Pack(inputs[1..]!), [0]);
    }

    /// <summary>Makes the factors and offsets of scale, shift, mean and variance.</summary>
    public PackedNorm Pack(ReadOnlySpan<Tensor> parameters)
    {
        (float[] gain, float[] offset) = AsAffine(parameters);
        return new PackedNorm(gain, offset);
    }
}
