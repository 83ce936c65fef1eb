namespace NetInsight;

internal sealed partial record ConvTranspose
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunPrepared(this, x, y);

    /// <inheritdoc/>
    public override Prepared Prepare(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return Prepared.Unchanged(this, inputs.Length);

        Tensor tapsFirst = TapsFirst(device.Host, weight);
        GpuTensor? bias = inputs.Length > 2 ? device.Keep(new Shape(inputs[2]!.Count), inputs[2]!.AsSpan()) : null;
        return new Prepared(new GpuConvTranspose(Axes, Groups, weight.Shape[1], device.Keep(tapsFirst.Shape, tapsFirst.AsSpan()), bias), [0]);
    }
}
