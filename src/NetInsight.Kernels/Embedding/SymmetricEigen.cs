using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix in doubles: Householder's reduction to tridiagonal form, then implicit QL steps
/// (Wilkinson and Reinsch 1971; Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3). The same bits with any number of
/// threads.
/// </summary>
/// <remarks>
/// <code>
///   A = Q T Q'            <see cref="Tridiagonal"/>: reflections, kept as rows
///   T = Z diag Z'         QL steps; their rotations are applied to the rows of Z', in strips that fit a cache, one strip a thread
///   vectors = Q Z         only for the requested eigenvalues
/// </code>
/// </remarks>
internal static class SymmetricEigen
{
    private const int MostSteps = 60;               // QL needs two or three an eigenvalue; more means that the matrix is not finite
    private const double Epsilon = 1.1102230246251565e-16;          // 2^-53

    /// <summary>The largest eigenvalues, largest first, and their vectors of length 1, one a row.</summary>
    /// <param name="device">The CPU.</param>
    /// <param name="matrix">[size, size], symmetric; it is overwritten.</param>
    /// <param name="size">Rows of the matrix.</param>
    /// <param name="count">The number of eigenvalues.</param>
    /// <param name="values">Receives the eigenvalues.</param>
    /// <param name="vectors">Receives the eigenvectors, [count, size].</param>
    /// <exception cref="ArithmeticException">The matrix has elements that are not finite.</exception>
    public static void Compute(CpuDevice device, double[] matrix, int size, int count, Span<double> values, double[] vectors)
    {
        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
                throw new ArithmeticException("The matrix holds values that are not finite.");
        }

        // A = Q T Q'.
        Tridiagonal reduced = Tridiagonal.Reduce(device, matrix, size);
        double[] diagonal = reduced.Diagonal, subdiagonal = reduced.Subdiagonal;

        // T = Z diag Z'.
        GivensRotations rotations = new(device, size);
        Iterate(diagonal, subdiagonal, rotations);
        double[] z = rotations.Finish();

        // The largest eigenvalues, and their vectors Q Z.
        int[] order = new int[size];
        for (int i = 0; i < size; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => diagonal[b] != diagonal[a] ? diagonal[b].CompareTo(diagonal[a]) : a.CompareTo(b));
        for (int k = 0; k < count; k++)
        {
            values[k] = diagonal[order[k]];
            z.AsSpan(order[k] * size, size).CopyTo(vectors.AsSpan(k * size, size));
        }

        reduced.ApplyTo(device, vectors, count);
    }

    /// <summary>
    /// QL steps with implicit shifts until every subdiagonal element e is negligible; d is the diagonal. Letters as in tql2 (Wilkinson and
    /// Reinsch 1971).
    /// </summary>
    private static void Iterate(double[] d, double[] e, GivensRotations rotations)
    {
        int n = d.Length;
        double negligible = 0;                      // relative to the whole matrix: where the neighbours are 0, they give no scale
        for (int i = 0; i < n; i++)
            negligible = Math.Max(negligible, Epsilon * (Math.Abs(d[i]) + Math.Abs(e[i])));
        for (int l = 0; l < n; l++)
        {
            for (int step = 0; ; step++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > Math.Max(negligible, Epsilon * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))))
                    m++;
                if (m == l)
                    break;
                if (step == MostSteps)
                    throw new ArithmeticException("The eigenvalues do not converge: the matrix holds values that are not finite.");

                double g = (d[l + 1] - d[l]) / (2 * e[l]), r = double.Hypot(g, 1);
                g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));         // Wilkinson's shift
                double s = 1, c = 1, p = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    r = double.Hypot(f, g);
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }

                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = (d[i] - g) * s + 2 * c * b;
                    p = s * r;
                    d[i + 1] = g + p;
                    g = c * r - b;
                    rotations.Add(i, c, s);
                }

                if (i >= l)
                    continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }
    }
}
