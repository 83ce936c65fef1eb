using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// The attractive forces of t-SNE over a sparse matrix p (CSR): for each point i the sum over j of p_ij q (y_i - y_j), q = 1 / (1 + |y_i -
/// y_j|^2).
/// </summary>
/// <param name="starts">Row i is entries starts[i] to starts[i + 1] - 1.</param>
/// <param name="columns">The column j of each entry.</param>
/// <param name="weights">The p of each entry; the matrix is symmetric.</param>
internal sealed unsafe class SparseAttraction(int[] starts, int[] columns, float[] weights)
{
    private const int Lanes = 8;

    /// <summary>The number of points.</summary>
    public int Count => starts.Length - 1;

    /// <summary>All entries, row by row.</summary>
    public IEnumerable<(int Row, int Column, float Weight)> Entries()
    {
        for (int i = 0; i < Count; i++)
        {
            for (int k = starts[i]; k < starts[i + 1]; k++)
                yield return (i, columns[k], weights[k]);
        }
    }

    /// <summary>Writes the forces on points from <paramref name="start"/> on, times <paramref name="factor"/>, to the targets.</summary>
    public void Compute(Tensor points, int start, float factor, Span<float> forceX, Span<float> forceY)
    {
        fixed (float* x = points.AsSpan(), p = weights)
        fixed (int* others = columns)
        {
            float* y = x + points.Shape[1];
            for (int i = 0; i < forceX.Length; i++)
                (forceX[i], forceY[i]) = Row(x, y, p, others, start + i, factor);
        }
    }

    /// <summary>
    /// Row i of the Kullback-Leibler divergence: the sum of p ln(p / q), where q is normalised by a sum with the given logarithm.
    /// </summary>
    public double Divergence(Tensor points, int i, double logarithm)
    {
        ReadOnlySpan<float> x = points.AsSpan(), y = x[points.Shape[1]..];
        double sum = 0;
        for (int k = starts[i]; k < starts[i + 1]; k++)
        {
            double dx = (double)x[i] - x[columns[k]], dy = (double)y[i] - y[columns[k]];
            if (weights[k] > 0)
                sum += weights[k] * (Math.Log(weights[k] * (1 + dx * dx + dy * dy)) + logarithm);
        }

        return sum;
    }

    /// <summary>The force on one point, eight entries at a time.</summary>
    /// <remarks>
    /// <code>
    ///   lanes:     8 entries of the row: y_j gathered, p loaded; force = p / (1 + dx^2 + dy^2); sums of 8 lanes: registers
    ///   total:     the lanes, in one order
    ///   remainder: entries behind the last 8, the scalar equivalent
    /// </code>
    /// </remarks>
    private (float X, float Y) Row(float* x, float* y, float* p, int* others, int i, float factor)
    {
        int k = starts[i], end = starts[i + 1];
        Vector256<float> xi = Vector256.Create(x[i]), yi = Vector256.Create(y[i]), sumX = default, sumY = default;

        // Lanes.
        for (; k <= end - Lanes; k += Lanes)
        {
            Vector256<float> dx = xi - Gather(x, others + k), dy = yi - Gather(y, others + k);
            Vector256<float> squared = Vector256.MultiplyAddEstimate(dy, dy, Vector256.MultiplyAddEstimate(dx, dx, Vector256<float>.One));
            Vector256<float> force = Vector256.Load(p + k) / squared;
            sumX = Vector256.MultiplyAddEstimate(force, dx, sumX);
            sumY = Vector256.MultiplyAddEstimate(force, dy, sumY);
        }

        // Total.
        Vector128<float> fourX = sumX.GetLower() + sumX.GetUpper(), fourY = sumY.GetLower() + sumY.GetUpper();
        float totalX = (fourX[0] + fourX[2]) + (fourX[1] + fourX[3]), totalY = (fourY[0] + fourY[2]) + (fourY[1] + fourY[3]);

        // Remainder.
        for (; k < end; k++)
        {
            float dx = x[i] - x[others[k]], dy = y[i] - y[others[k]], force = p[k] / (1 + dx * dx + dy * dy);
            totalX += force * dx;
            totalY += force * dy;
        }

        return (factor * totalX, factor * totalY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather(float* values, int* indices) => Avx2.IsSupported
        ? Avx2.GatherVector256(values, Vector256.Load(indices), sizeof(float))
        : Vector256.Create(
            values[indices[0]], values[indices[1]], values[indices[2]], values[indices[3]],
            values[indices[4]], values[indices[5]], values[indices[6]], values[indices[7]]);
}
