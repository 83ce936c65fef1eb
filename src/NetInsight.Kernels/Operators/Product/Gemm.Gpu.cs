using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Product;

internal sealed partial record Gemm
{
    /// <inheritdoc/>
    /// <remarks>
    /// What cannot be packed, because an input is known only in the run or A is transposed, runs on the CPU: no published network has it.
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        Tensor? weight = inputs[1], bias = inputs.Length > 2 ? inputs[2] : null;
        bool biasFits = inputs.Length <= 2 || (bias is not null && (bias.Shape.Rank == 0 || bias.Count == bias.Shape[-1]));
        if (TransposesA || weight is null || !biasFits)
            return PackedOperator.Unchanged(this, inputs.Length);

        int depth = weight.Shape[TransposesB ? 1 : 0], columns = weight.Shape[TransposesB ? 0 : 1];
        float[] values = (TransposesB ? MatrixTranspose.Of(device.Host, weight) : weight).AsSpan().ToArray();
        for (int i = 0; Alpha != 1 && i < values.Length; i++)
            values[i] *= Alpha;
        float[]? row = RowOfBias(bias, columns);
        GpuTensor weights = device.Keep(new Shape(depth, columns), values);
        return new PackedOperator(new GemmPackedGpu(weights, row is null ? null : device.Keep(new Shape(columns), row)), [0]);
    }
}
