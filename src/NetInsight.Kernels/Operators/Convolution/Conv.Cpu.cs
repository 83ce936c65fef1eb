namespace NetInsight;

internal sealed partial record Conv
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Prepared prepared = Prepare(device, [null, .. x[1..]]);
        prepared.Operator.Forward(device, x[..1], y);
    }

    /// <inheritdoc/>
    public override Prepared Prepare(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return Prepared.Unchanged(this, inputs.Length);

        Epilogue epilogue = new(inputs.Length > 2 ? inputs[2]!.AsSpan().ToArray() : null);
        bool isDepthwise = Groups > 1 && weight.Shape[1] == 1 && weight.Shape[0] == Groups;
        return new Prepared(isDepthwise ? DepthwiseConv.Pack(device, this, weight, epilogue) : PackedConv.Pack(device, this, weight, epilogue), [0]);
    }
}
