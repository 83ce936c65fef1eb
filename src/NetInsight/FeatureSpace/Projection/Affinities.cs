using System.Globalization;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>
/// How strongly points belong together: p_{j|i} = exp(-b_i |x_i - x_j|^2) / sum, with b_i such that the entropy of row i is ln(perplexity), over
/// the 3 * perplexity nearest neighbours of each; then p_ij = (p_{j|i} + p_{i|j}) / 2n (van der Maaten and Hinton 2008, equations 1 and 2; van der Maaten
/// 2014, section 4.1, for the neighbours).
/// </summary>
internal static class Affinities
{
    private const double Tolerance = 1e-5;          // nats, as in the published code
    private const int MostSteps = 100;

    /// <summary>The pairs whose p is not 0, as attraction; all p together are 1.</summary>
    /// <exception cref="ArgumentException">There are too few points for the perplexity.</exception>
    public static SparseAttraction Compute(CpuDevice device, Tensor points, double perplexity, CancellationToken cancellation)
    {
        int count = points.Shape[0];
        if (perplexity < 1 || 3 * perplexity > count - 1)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A perplexity of {perplexity:0.###} is not possible with {count} points: it must be from 1 to {(count - 1) / 3.0:0.##}, a third of the other points."), nameof(perplexity));

        int neighbors = Math.Min(count - 1, (int)(3 * perplexity + 1));
        int[] indices = new int[checked(count * neighbors)];
        float[] distances = new float[indices.Length];
        new NeighborSearch(device, points, false, cancellation).Find(points, neighbors, true, indices, distances, null);

        double[] conditional = new double[indices.Length];
        double entropy = Math.Log(perplexity);
        device.ForRanges(count, neighbors * 200L, (start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                Row(distances.AsSpan(i * neighbors, neighbors), entropy, conditional.AsSpan(i * neighbors, neighbors));
                Array.Sort(indices, conditional, i * neighbors, neighbors);
            }
        });
        return Symmetric(count, neighbors, indices, conditional);
    }

    /// <summary>One row of p_{j|i}: b by bisection, doubled or halved while one side is open.</summary>
    internal static void Row(ReadOnlySpan<float> distances, double entropy, Span<double> p)
    {
        double nearest = (double)distances[0] * distances[0];           // taken off every exponent: the sum is at least 1
        double beta = 1, lowest = 0, highest = double.PositiveInfinity;
        double scale = (double)distances[^1] * distances[^1] - nearest;
        if (scale > 0)
            beta = 1 / scale;                       // whatever the unit of the features is
        for (int step = 0; step < MostSteps; step++)
        {
            double sum = 0, weighted = 0;
            for (int k = 0; k < p.Length; k++)
            {
                double far = (double)distances[k] * distances[k] - nearest;
                p[k] = Math.Exp(-beta * far);
                sum += p[k];
                weighted += p[k] * far;
            }

            for (int k = 0; k < p.Length; k++)
                p[k] /= sum;
            double excess = Math.Log(sum) + beta * weighted / sum - entropy;
            if (Math.Abs(excess) <= Tolerance || !double.IsFinite(beta * 2))
                break;
            if (excess > 0)
            {
                lowest = beta;
                beta = double.IsPositiveInfinity(highest) ? 2 * beta : (beta + highest) / 2;
            }
            else
            {
                highest = beta;
                beta = (beta + lowest) / 2;
            }
        }
    }

    /// <summary>Row i gets its own pairs and those of whoever has i among its neighbours, in the order of points.</summary>
    private static SparseAttraction Symmetric(int count, int neighbors, int[] indices, double[] conditional)
    {
        int[] starts = new int[count + 1];
        foreach (int j in indices)
            starts[j + 1]++;
        for (int i = 0; i < count; i++)
            starts[i + 1] += starts[i];
        int[] fill = [.. starts], others = new int[indices.Length];
        double[] theirs = new double[indices.Length];
        for (int at = 0; at < indices.Length; at++)
        {
            int slot = fill[indices[at]]++;
            others[slot] = at / neighbors;
            theirs[slot] = conditional[at];
        }

        List<int> columns = new(2 * indices.Length);
        List<float> weights = new(2 * indices.Length);
        int[] rows = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            int own = i * neighbors, ownEnd = own + neighbors, other = starts[i], otherEnd = starts[i + 1];
            while (own < ownEnd || other < otherEnd)
            {
                int a = own < ownEnd ? indices[own] : int.MaxValue, b = other < otherEnd ? others[other] : int.MaxValue;
                double p = (a <= b ? conditional[own] : 0) + (b <= a ? theirs[other] : 0);
                columns.Add(Math.Min(a, b));
                weights.Add((float)(p / (2.0 * count)));
                own += a <= b ? 1 : 0;
                other += b <= a ? 1 : 0;
            }

            rows[i + 1] = columns.Count;
        }

        return new SparseAttraction(rows, [.. columns], [.. weights]);
    }
}
