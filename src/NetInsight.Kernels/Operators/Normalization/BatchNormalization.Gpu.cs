namespace NetInsight;

internal sealed partial record BatchNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPrepared(this, x, y);

    /// <inheritdoc/>
    public override Prepared Prepare(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (Tensor? parameter in inputs[1..])
        {
            if (parameter is null)
                return Prepared.Unchanged(this, inputs.Length);
        }

        return new Prepared(Pack(device, inputs[1..]!), [0]);
    }

    /// <summary>Makes the factors and offsets of scale, shift, mean and variance, and sends them to the card.</summary>
    public GpuNorm Pack(GpuDevice device, ReadOnlySpan<Tensor> parameters)
    {
        (float[] gain, float[] offset) = AsAffine(parameters);
        return new GpuNorm(device.Keep(new Shape(gain.Length), gain), device.Keep(new Shape(offset.Length), offset));
    }
}
