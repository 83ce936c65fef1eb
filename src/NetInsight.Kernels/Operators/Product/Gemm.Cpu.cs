using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

internal sealed partial record Gemm
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   A: transposed to new memory where TransposesA
    ///   GEMM: A x alpha B; B in place where TransposesB, else packed
    ///   bias: + beta C, broadcast over rows or columns
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        // A.
        Tensor a = TransposesA ? MatrixTranspose.Of(device, x[0]) : x[0];

        // GEMM.
        PackRight(device, x[1], null).Forward(device, [a], y);

        // Bias.
        if (x.Length > 2)
            AddBias(x[2], y);
    }

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        Tensor? weight = inputs[1], bias = inputs.Length > 2 ? inputs[2] : null;
        bool biasFits = inputs.Length <= 2 || (bias is not null && (bias.Shape.Rank == 0 || bias.Count == bias.Shape[-1]));
        if (TransposesA || weight is null || !biasFits)
            return PackedOperator.Unchanged(this, inputs.Length);

        return new PackedOperator(PackRight(device, weight, RowOfBias(bias, weight.Shape[TransposesB ? 0 : 1])), [0]);
    }

    /// <summary>The GEMM with a known right factor: a transposed one is used in place, another is packed.</summary>
    private Operator PackRight(CpuDevice device, Tensor weight, float[]? bias) => TransposesB
        ? new GemmTransposedBPackedCpu(weight, Alpha, new Epilogue(bias))
        : ReadsInPlace && weight.Count >= GemmInPlacePackedCpu.LeastElements
            ? new GemmInPlacePackedCpu(weight, Alpha, new Epilogue(bias))
            : new GemmPackedCpu(PackWeight(device, weight), new Epilogue(bias));

    /// <summary>Alpha * B, packed.</summary>
    private PackedMatrix PackWeight(CpuDevice device, Tensor weight)
    {
        int rows = weight.Shape[0], columns = weight.Shape[1];
        ReadOnlyMemory<float> values = weight.AsMemory();
        if (Alpha != 1)
        {
            float[] scaled = values.ToArray();
            foreach (ref float value in scaled.AsSpan())
                value *= Alpha;
            values = scaled;
        }

        return PackedMatrix.Pack(device, values, rows, columns, columns, 1);
    }

    /// <summary>Beta * C as one row [columns]; null where there is no C.</summary>
    private float[]? RowOfBias(Tensor? bias, int columns)
    {
        if (bias is null)
            return null;
        float[] row = new float[columns];
        for (int j = 0; j < columns; j++)
            row[j] = Beta * bias.AsSpan()[bias.Count == 1 ? 0 : j];
        return row;
    }

    /// <summary>Adds Beta * C, broadcast to y [rows, columns].</summary>
    private void AddBias(Tensor bias, Tensor y)
    {
        Shape shape = bias.Shape.Expand(2);
        int rows = y.Shape[0], columns = y.Shape[1];
        ReadOnlySpan<float> values = bias.AsSpan();
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = y.AsSpan().Slice(i * columns, columns);
            ReadOnlySpan<float> from = values[(shape[0] == 1 ? 0 : i * shape[1])..];
            for (int j = 0; j < columns; j++)
                row[j] += Beta * from[shape[1] == 1 ? 0 : j];
        }
    }
}
