using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Kernels.Operators.Product;

internal sealed partial record Gemm
{
    /// <inheritdoc/>
    /// <remarks>What was not prepared, because an input is known only in the run or A is transposed, goes to the processor: no published network has it.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        Tensor? weight = inputs[1], bias = inputs.Length > 2 ? inputs[2] : null;
        bool biasFits = inputs.Length <= 2 || (bias is not null && (bias.Shape.Rank == 0 || bias.Count == bias.Shape[-1]));
        if (TransposesA || weight is null || !biasFits)
            return PackedOperator.Unchanged(this, inputs.Length);

        int depth = weight.Shape[TransposesB ? 1 : 0], columns = weight.Shape[TransposesB ? 0 : 1];
        Tensor lying = weight;
        if (TransposesB)
        {
            lying = Tensor.Uninitialized(new Shape(depth, columns));
            new Transpose([1, 0]).Forward(device.Host, [weight], lying);
        }

        float[] values = lying.AsSpan().ToArray();
        for (int i = 0; Alpha != 1 && i < values.Length; i++)
            values[i] *= Alpha;
        float[]? row = RowOfBias(bias, columns);
        return new PackedOperator(new GemmPackedGpu(device.Keep(new Shape(depth, columns), values), row is null ? null : device.Keep(new Shape(columns), row)), [0]);
    }
}
