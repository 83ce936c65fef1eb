using System.Globalization;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>
/// Affinities of t-SNE: p_{j|i} = exp(-b_i |x_i - x_j|^2) / sum, with b_i such that the entropy of row i is ln(perplexity), over the
/// 3 * perplexity nearest neighbours of each point; then p_ij = (p_{j|i} + p_{i|j}) / 2n (van der Maaten and Hinton 2008, equations 1 and
/// 2; van der Maaten 2014, section 4.1, for the neighbours).
/// </summary>
internal static class Affinities
{
    private const double Tolerance = 1e-5;          // nats, as in the published code
    private const int MaxSteps = 100;

    /// <summary>The sparse matrix of p [points, points], as attraction; its sum is 1.</summary>
    /// <exception cref="ArgumentException">There are too few points for the perplexity.</exception>
    public static SparseAttraction Compute(CpuDevice device, Tensor points, double perplexity, CancellationToken cancellation)
    {
        int count = points.Shape[0];
        if (perplexity < 1 || 3 * perplexity > count - 1)
        {
            string message = string.Create(
                CultureInfo.InvariantCulture,
                $"A perplexity of {perplexity:0.###} is not possible with {count} points: it must be from 1 to {(count - 1) / 3.0:0.##}, "
                + $"a third of the other points.");
            throw new ArgumentException(message, nameof(perplexity));
        }

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

    /// <summary>One row of p_{j|i}: b by bisection, doubled or halved until it is bracketed.</summary>
    internal static void Row(ReadOnlySpan<float> distances, double entropy, Span<double> p)
    {
        double nearest = (double)distances[0] * distances[0];           // subtracted from every exponent: the sum is at least 1
        double beta = 1, lowest = 0, highest = double.PositiveInfinity;
        double scale = (double)distances[^1] * distances[^1] - nearest;
        if (scale > 0)
            beta = 1 / scale;                       // independent of the features' unit
        for (int step = 0; step < MaxSteps; step++)
        {
            double sum = 0, weighted = 0;
            for (int k = 0; k < p.Length; k++)
            {
                double square = (double)distances[k] * distances[k] - nearest;
                p[k] = Math.Exp(-beta * square);
                sum += p[k];
                weighted += p[k] * square;
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

    /// <summary>Merges row i of p_{j|i} with column i (the points that have i among their neighbours), both sorted by index.</summary>
    private static SparseAttraction Symmetric(int count, int neighbors, int[] indices, double[] conditional)
    {
        // Transpose: others and theirs hold column i of p_{j|i} at starts[i] .. starts[i + 1].
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

        // Merge both sorted lists; where an index is in both, the two p are added.
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
