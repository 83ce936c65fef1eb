using System.Numerics;
using System.Runtime.InteropServices;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Kernels.Gemm;

/// <summary>What is done to a product's numbers while they are still in the cache: a bias for each column, then a ReLU.</summary>
/// <param name="Bias">One number for each column; null for none.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record Epilogue(float[]? Bias, bool Relu = false)
{
    /// <summary>Nothing.</summary>
    public static Epilogue None { get; } = new((float[]?)null);

    /// <summary>Applies itself to one number of a column.</summary>
    public float Apply(float sum, int column)
    {
        sum = Bias is null ? sum : sum + Bias[column];
        return Relu ? default(Relu).Value(sum) : sum;
    }

    /// <summary>Applies itself to the columns from <paramref name="column"/> on of one row of results.</summary>
    public void Apply(Span<float> row, int column)
    {
        if (Bias is null && !Relu)
            return;

        ReadOnlySpan<float> bias = Bias is null ? default : Bias.AsSpan(column, row.Length);
        Relu rule = default;
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (int i = 0; i < vectors.Length; i++)
        {
            Vector<float> sum = bias.IsEmpty ? vectors[i] : vectors[i] + new Vector<float>(bias[(i * Vector<float>.Count)..]);
            vectors[i] = Relu ? rule.Value(sum) : sum;
        }

        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            row[i] = Apply(row[i], column + i);
    }
}
