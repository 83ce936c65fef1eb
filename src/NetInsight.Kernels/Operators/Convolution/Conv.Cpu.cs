namespace NetInsight;

internal sealed partial record Conv
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => ForwardPrepared(device, x, y);

    /// <inheritdoc/>
    public override Prepared Prepare(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return Prepared.Unchanged(this, inputs.Length);

        float[]? bias = inputs.Length > 2 ? inputs[2]!.AsSpan().ToArray() : null;
        return new Prepared(Pack(device, weight, null, bias), [0]);
    }

    /// <summary>Packs weights, a factor for each output channel (null for 1), and a bias (null for none).</summary>
    public Operator Pack(CpuDevice device, Tensor weight, float[]? gain, float[]? bias)
    {
        bool isDepthwise = Groups > 1 && weight.Shape[1] == 1 && weight.Shape[0] == Groups;
        return isDepthwise
            ? DepthwiseConv.Pack(device, this, weight, gain, new Epilogue(bias))
            : new PackedConv(Window, new ConvWeights(weight, Groups, gain), new Epilogue(bias));
    }
}
