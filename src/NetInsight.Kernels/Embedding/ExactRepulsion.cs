using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// The repulsion of t-SNE over all pairs of points in the plane: with q = 1 / (1 + |y_i - y_j|^2), the sums over j of q and of q^2 (y_i -
/// y_j).
/// </summary>
/// <remarks>
/// <code>
///   rows in groups of eight; own: a group against itself, eight pairs at once, the diagonal masked
///   pair: a group against all later ones, two rows i, k at a time:
///                 j: eight points                        registers: y_i, y_k, sums of rows i and k (8), y_j and its sums (4), 4 more
///        i  [ q q q q q q q q ]   one division for both rows: 1 / (a b), then times b and times a
///        k  [ q q q q q q q q ]   q^2 (y_i - y_j) is added to row i and subtracted from column j: each pair is computed once
/// </code>
/// Groups are distributed over eight shares, each with its own sums, which are added in order: the bits do not depend on threads. Vectors
/// are 256 bits wide on every CPU.
/// </remarks>
internal sealed unsafe class ExactRepulsion : IRepulsion
{
    /// <summary>The shares of the pairs, whatever the number of threads.</summary>
    public const int Shares = 8;

    private const int Lanes = 8;
    private const float PaddingDistance = 1e8f;

    private readonly float[][] _forces = new float[Shares][];
    private readonly double[] _sums = new double[Shares];

    /// <summary>For so many points.</summary>
    public ExactRepulsion(int count)
    {
        Count = count;
        Padded = (count + Lanes - 1) / Lanes * Lanes;
        for (int share = 0; share < Shares; share++)
            _forces[share] = AlignedMemory.Allocate(2 * Padded, out _);
    }

    /// <summary>The number of points.</summary>
    public int Count { get; }

    /// <summary>The number of points, rounded up to whole vectors: points are [2, padded], all x before all y.</summary>
    public int Padded { get; }

    /// <summary>
    /// The padding holds points so far away, and so far from each other, that their forces are 0.
    /// </summary>
    public void Pad(Tensor points)
    {
        for (int i = Count; i < Padded; i++)
            (points[0, i], points[1, i]) = (PaddingDistance * (i - Count + 1), PaddingDistance);
    }

    /// <inheritdoc/>
    public double Compute(CpuDevice device, Tensor points)
    {
        device.For(Shares, (long)Padded * Padded / Shares, share => _sums[share] = ComputeShare(points, share));
        double total = 0;
        foreach (double sum in _sums)
            total += sum;
        return total;
    }

    /// <inheritdoc/>
    public void SubtractFrom(int start, float factor, Span<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float forceX = 0, forceY = 0;
            for (int share = 0; share < Shares; share++)
            {
                float* forces = AlignedMemory.PointerTo(_forces[share]);
                forceX += forces[start + i];
                forceY += forces[Padded + start + i];
            }

            x[i] -= factor * forceX;
            y[i] -= factor * forceY;
        }
    }

    private double ComputeShare(Tensor points, int share)
    {
        float* forceX = AlignedMemory.PointerTo(_forces[share]), forceY = forceX + Padded;
        new Span<float>(forceX, 2 * Padded).Clear();
        double sum = 0;
        fixed (float* x = points.AsSpan())
        {
            float* y = x + Padded;
            int groups = Padded / Lanes;
            for (int group = 0; group < groups; group++)
            {
                // Shares 0 1 2 .. 7 7 .. 2 1 0 0 1 2 ..: early groups have more pairs than late ones.
                int turn = group % (2 * Shares), owner = turn < Shares ? turn : 2 * Shares - 1 - turn;
                if (owner != share)
                    continue;
                int first = group * Lanes;
                for (int row = first; row < first + Lanes; row++)
                    sum += Own(x, y, forceX, forceY, first, row);
                for (int row = first; row < first + Lanes; row += 2)
                    sum += 2 * Pair(x, y, forceX, forceY, row, first + Lanes, Padded);
            }
        }

        return sum;
    }

    /// <summary>Own: a row against the other seven of its group; returns the sum of q.</summary>
    private static double Own(float* x, float* y, float* forceX, float* forceY, int first, int row)
    {
        Vector256<int> lanes = Vector256<int>.Indices;
        Vector256<float> others = Vector256.ConditionalSelect(
            Vector256.Equals(lanes, Vector256.Create(row - first)).AsSingle(), Vector256<float>.Zero, Vector256<float>.One);
        Vector256<float> dx = Vector256.Create(x[row]) - Vector256.LoadAligned(x + first);
        Vector256<float> dy = Vector256.Create(y[row]) - Vector256.LoadAligned(y + first);
        Vector256<float> q = others / Vector256.MultiplyAddEstimate(dy, dy, Vector256.MultiplyAddEstimate(dx, dx, Vector256<float>.One));
        Vector256<float> squared = q * q;
        forceX[row] += Sum(squared * dx);
        forceY[row] += Sum(squared * dy);
        return Sum(q);
    }

    /// <summary>Pair: two rows against columns; returns the sum of q.</summary>
    private static double Pair(float* x, float* y, float* forceX, float* forceY, int row, int start, int end)
    {
        Vector256<float> x0 = Vector256.Create(x[row]), y0 = Vector256.Create(y[row]);
        Vector256<float> x1 = Vector256.Create(x[row + 1]), y1 = Vector256.Create(y[row + 1]);
        Vector256<float> sumX0 = default, sumY0 = default, sumX1 = default, sumY1 = default, sum = default, one = Vector256<float>.One;
        for (int j = start; j < end; j += Lanes)
        {
            Vector256<float> xj = Vector256.LoadAligned(x + j), yj = Vector256.LoadAligned(y + j);
            Vector256<float> dx0 = x0 - xj, dy0 = y0 - yj, dx1 = x1 - xj, dy1 = y1 - yj;
            Vector256<float> a = Vector256.MultiplyAddEstimate(dy0, dy0, Vector256.MultiplyAddEstimate(dx0, dx0, one));
            Vector256<float> b = Vector256.MultiplyAddEstimate(dy1, dy1, Vector256.MultiplyAddEstimate(dx1, dx1, one));
            Vector256<float> inverse = one / (a * b);
            Vector256<float> q0 = inverse * b, q1 = inverse * a;
            sum += q0 + q1;
            q0 *= q0;
            q1 *= q1;
            sumX0 = Vector256.MultiplyAddEstimate(q0, dx0, sumX0);
            sumY0 = Vector256.MultiplyAddEstimate(q0, dy0, sumY0);
            sumX1 = Vector256.MultiplyAddEstimate(q1, dx1, sumX1);
            sumY1 = Vector256.MultiplyAddEstimate(q1, dy1, sumY1);
            Vector256<float> onX = Vector256.MultiplyAddEstimate(q0, dx0, q1 * dx1), onY = Vector256.MultiplyAddEstimate(q0, dy0, q1 * dy1);
            (Vector256.LoadAligned(forceX + j) - onX).StoreAligned(forceX + j);
            (Vector256.LoadAligned(forceY + j) - onY).StoreAligned(forceY + j);
        }

        forceX[row] += Sum(sumX0);
        forceY[row] += Sum(sumY0);
        forceX[row + 1] += Sum(sumX1);
        forceY[row + 1] += Sum(sumY1);
        return Sum(sum);
    }

    /// <summary>The sum of the eight lanes, in one order on every CPU.</summary>
    private static float Sum(Vector256<float> v)
    {
        Vector128<float> four = v.GetLower() + v.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
