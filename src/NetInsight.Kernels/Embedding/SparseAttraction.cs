using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// The attraction of t-SNE along the pairs whose p is not 0: for each point i the sum over j of p_ij q (y_i - y_j), q = 1 / (1 + |y_i - y_j|^2).
/// </summary>
/// <param name="starts">Row i's pairs are those from starts[i] to starts[i + 1].</param>
/// <param name="columns">The other point of each pair.</param>
/// <param name="weights">The p of each pair; every pair stands in the rows of both its points.</param>
internal sealed unsafe class SparseAttraction(int[] starts, int[] columns, float[] weights)
{
    private const int Lanes = 8;

    /// <summary>The number of points.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The number of pairs, each counted twice.</summary>
    public int Pairs => columns.Length;

    /// <summary>All pairs with their p, row by row.</summary>
    public IEnumerable<(int Row, int Column, float Weight)> Entries()
    {
        for (int i = 0; i < Count; i++)
        {
            for (int k = starts[i]; k < starts[i + 1]; k++)
                yield return (i, columns[k], weights[k]);
        }
    }

    /// <summary>Writes the attraction of points from <paramref name="start"/> on, times <paramref name="factor"/>, into the targets.</summary>
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

    /// <summary>The sum over the pairs of row i of p ln(p / q), with the logarithm of the sum by which q is divided.</summary>
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

    private (float X, float Y) Row(float* x, float* y, float* p, int* others, int i, float factor)
    {
        int k = starts[i], end = starts[i + 1];
        Vector256<float> xi = Vector256.Create(x[i]), yi = Vector256.Create(y[i]), sumX = default, sumY = default;
        for (; k <= end - Lanes; k += Lanes)
        {
            Vector256<float> dx = xi - Gather(x, others + k), dy = yi - Gather(y, others + k);
            Vector256<float> pull = Vector256.Load(p + k) / Vector256.MultiplyAddEstimate(dy, dy, Vector256.MultiplyAddEstimate(dx, dx, Vector256<float>.One));
            sumX = Vector256.MultiplyAddEstimate(pull, dx, sumX);
            sumY = Vector256.MultiplyAddEstimate(pull, dy, sumY);
        }

        Vector128<float> fourX = sumX.GetLower() + sumX.GetUpper(), fourY = sumY.GetLower() + sumY.GetUpper();
        float totalX = (fourX[0] + fourX[2]) + (fourX[1] + fourX[3]), totalY = (fourY[0] + fourY[2]) + (fourY[1] + fourY[3]);
        for (; k < end; k++)
        {
            float dx = x[i] - x[others[k]], dy = y[i] - y[others[k]], pull = p[k] / (1 + dx * dx + dy * dy);
            totalX += pull * dx;
            totalY += pull * dy;
        }

        return (factor * totalX, factor * totalY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather(float* values, int* at) => Avx2.IsSupported
        ? Avx2.GatherVector256(values, Vector256.Load(at), sizeof(float))
        : Vector256.Create(values[at[0]], values[at[1]], values[at[2]], values[at[3]], values[at[4]], values[at[5]], values[at[6]], values[at[7]]);
}
