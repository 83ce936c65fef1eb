namespace NetInsight;

/// <summary>
/// Principal components: the directions along which points vary most, found one after the other, each at right angles to those before (Pearson 1901;
/// Hotelling 1933). Used to draw features in the plane, and to make them shorter before <see cref="TSne"/>.
/// </summary>
/// <remarks>
/// With X the points less their mean, components are eigenvectors of X'X / (n - 1), and their eigenvalues the variances explained. An eigenvector's sign is
/// arbitrary; here the number of a component that is largest in magnitude (the first of equals) is positive. Products are sums of floats,
/// eigenvectors are computed in doubles: variances below about 1e-6 of the first are rounding.
/// </remarks>
public static class PrincipalComponents
{
    private const int SmallEnough = 1024;

    /// <summary>Finds the first components of a set of points.</summary>
    /// <param name="points">Points x numbers; at least two points.</param>
    /// <param name="count">How many components, from 1 to the smaller of both extents.</param>
    /// <param name="options">Solver, seed and threads.</param>
    /// <param name="progress">Is told the passes over the points done.</param>
    /// <param name="cancellationToken">Stops between pieces of work.</param>
    /// <exception cref="ArgumentException">The matrix is none or holds numbers that are not finite, or there are not so many components.</exception>
    public static PrincipalBasis Compute(
        Tensor points, int count, PrincipalComponentsOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 2);
        options ??= PrincipalComponentsOptions.Default;
        int rows = points.Shape[0], width = points.Shape[1], most = Math.Min(rows, width);
        if (count < 1 || count > most)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{rows} points of {width} numbers have 1 to {most} components, but {count} are asked for.");

        CpuDevice device = new(options.Parallelism, cancellation: cancellationToken);
        double[] mean = MeanOf(points);
        Tensor centered = PrincipalBasis.Centered(points, mean, 0, rows);
        double total = DoubleSums.Dot(centered.AsSpan(), centered.AsSpan());
        double unit = Normalize(centered);
        double[] squares = new double[count];
        bool isExact = options.Solver == PrincipalComponentsSolver.Exact
            || (options.Solver == PrincipalComponentsSolver.Automatic && (most <= SmallEnough || count > most / 4));
        double[] components = isExact
            ? ExactComponents.Compute(device, centered, count, squares, progress)
            : RandomizedComponents.Compute(device, centered, count, options, squares, progress);
        FixSigns(components, width);
        foreach (ref double square in squares.AsSpan())
            square *= unit * unit;
        return new PrincipalBasis(mean, components, squares, total, rows, options.Parallelism);
    }

    /// <summary>Divides by the power of two next to the largest number, so that no product overflows, and returns it.</summary>
    private static double Normalize(Tensor centered)
    {
        float largest = 0;
        foreach (float value in centered.AsSpan())
            largest = MathF.Max(largest, MathF.Abs(value));
        int exponent = largest == 0 ? 0 : Math.Clamp(Math.ILogB(largest), -126, 126);
        float factor = (float)Math.ScaleB(1, -exponent);
        foreach (ref float value in centered.AsSpan())
            value *= factor;
        return Math.ScaleB(1, exponent);
    }

    private static double[] MeanOf(Tensor points)
    {
        int rows = points.Shape[0], width = points.Shape[1];
        double[] mean = new double[width];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = PointMatrix.RowOf(points, row);
            for (int k = 0; k < width; k++)
                mean[k] += values[k];
        }

        for (int k = 0; k < width; k++)
            mean[k] /= rows;
        return mean;
    }

    /// <summary>The number that is largest in magnitude, the first of equals, becomes positive.</summary>
    private static void FixSigns(double[] components, int width)
    {
        for (int start = 0; start < components.Length; start += width)
        {
            Span<double> component = components.AsSpan(start, width);
            double largest = 0;
            foreach (double value in component)
                largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
            if (largest > 0)
                continue;
            foreach (ref double value in component)
                value = -value;
        }
    }
}
