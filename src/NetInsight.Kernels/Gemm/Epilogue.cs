using System.Numerics;
using System.Runtime.InteropServices;

namespace NetInsight.Kernels.Gemm;

/// <summary>What is applied to a GEMM's results while they are still in the cache: a bias for each column, then a ReLU.</summary>
/// <param name="Bias">[columns]; null for none.</param>
/// <param name="Relu">Whether a ReLU follows.</param>
internal sealed record Epilogue(float[]? Bias, bool Relu = false)
{
    /// <summary>Neither bias nor ReLU.</summary>
    public static Epilogue None { get; } = new((float[]?)null);

    /// <summary>The epilogue of one sum in a column.</summary>
    public float Apply(float sum, int column)
    {
        sum = Bias is null ? sum : sum + Bias[column];
        return Relu ? ReluRule.Of(sum) : sum;
    }

    /// <summary>The epilogue of one row of sums, from column <paramref name="column"/> on, in place.</summary>
    /// <remarks>
    /// <code>
    ///   vectors:   y_j = relu(y_j + bias_j)    one column in each lane
    ///   remainder: the scalar equivalent
    /// </code>
    /// </remarks>
    public void Apply(Span<float> row, int column)
    {
        if (Bias is null && !Relu)
            return;

        ReadOnlySpan<float> bias = Bias is null ? default : Bias.AsSpan(column, row.Length);

        // Vectors.
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (int i = 0; i < vectors.Length; i++)
        {
            Vector<float> sum = bias.IsEmpty ? vectors[i] : vectors[i] + new Vector<float>(bias[(i * Vector<float>.Count)..]);
            vectors[i] = Relu ? ReluRule.Of(sum) : sum;
        }

        // Remainder.
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            row[i] = Apply(row[i], column + i);
    }
}
