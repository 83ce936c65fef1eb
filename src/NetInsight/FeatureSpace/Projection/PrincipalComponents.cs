using System.Numerics.Tensors;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Projection;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// Principal components: the orthogonal directions along which points vary most (Pearson 1901; Hotelling 1933). Used to draw features in
/// the plane, and to reduce their dimensions before <see cref="TSne"/>.
/// </summary>
/// <remarks>
/// With X the points minus their mean, components are the eigenvectors of X'X / (n - 1), and their eigenvalues the variances explained. An
/// eigenvector's sign is arbitrary; here the element of a component that is largest in magnitude (the first of equals) is positive. Matrix
/// products are sums of floats, eigenvectors are computed in doubles: variances below about 1e-6 of the first are rounding errors.
/// </remarks>
public static class PrincipalComponents
{
    private const int MaxExactSize = 1024;
    private const int ColumnsAtOnce = 64;

    /// <summary>Finds the first components of a set of points.</summary>
    /// <param name="points">[points, features]; at least two points.</param>
    /// <param name="count">Number of components, from 1 to the smaller of both extents.</param>
    /// <param name="options">Solver, seed and threads.</param>
    /// <param name="progress">Reports the passes over the points done.</param>
    /// <param name="cancellationToken">Stops between blocks of work.</param>
    /// <exception cref="ArgumentException">
    /// It is no matrix or holds values that are not finite, or there are fewer components than requested.
    /// </exception>
    public static PrincipalComponentBasis Compute(
        Tensor points,
        int count,
        PrincipalComponentsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PointMatrix.Check(points, nameof(points), 2);
        options ??= PrincipalComponentsOptions.Default;
        int rows = points.Shape[0], width = points.Shape[1], most = Math.Min(rows, width);
        if (count < 1 || count > most)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{rows} points of {width} features have 1 to {most} components, but {count} are requested.");
        }

        CpuDevice device = new(options.Parallelism, cancellation: cancellationToken);
        double[] mean = MeanOf(device, points);
        Tensor centered = PrincipalComponentBasis.Centered(device, points, mean, 0, rows);
        double total = SumOfSquares(device, centered);
        double unit = Normalize(device, centered);
        double[] squares = new double[count];
        bool isExact = options.Solver == PrincipalComponentsSolver.Exact
            || (options.Solver == PrincipalComponentsSolver.Automatic && (most <= MaxExactSize || count > most / 4));
        double[] components = isExact
            ? ExactComponents.Compute(device, centered, count, squares, progress)
            : RandomizedComponents.Compute(device, centered, count, options, squares, progress);
        FixSigns(components, width);
        foreach (ref double square in squares.AsSpan())
            square *= unit * unit;
        return new PrincipalComponentBasis(mean, components, squares, total, rows, options.Parallelism);
    }

    private static double SumOfSquares(CpuDevice device, Tensor centered)
    {
        double[] sums = new double[centered.Shape[0]];
        device.For(sums.Length, centered.Shape[1], row =>
        {
            ReadOnlySpan<float> values = PointMatrix.RowOf(centered, row);
            sums[row] = DoubleAccumulation.Dot(values, values);
        });
        return sums.Sum();
    }

    /// <summary>Divides by the power of two next to the largest magnitude, so that no product overflows, and returns it.</summary>
    private static double Normalize(CpuDevice device, Tensor centered)
    {
        float[] largest = new float[centered.Shape[0]];
        device.For(
            largest.Length,
            centered.Shape[1],
            row => largest[row] = TensorPrimitives.MaxMagnitude<float>(PointMatrix.RowOf(centered, row)));
        float most = largest.Max(MathF.Abs);
        int exponent = most == 0 ? 0 : Math.Clamp(Math.ILogB(most), -126, 126);
        float factor = (float)Math.ScaleB(1, -exponent);
        device.For(largest.Length, centered.Shape[1], row =>
        {
            foreach (ref float value in PointMatrix.RowOf(centered, row))
                value *= factor;
        });
        return Math.ScaleB(1, exponent);
    }

    /// <summary>The mean of each column, summed in doubles in the order of rows.</summary>
    private static double[] MeanOf(CpuDevice device, Tensor points)
    {
        int rows = points.Shape[0];
        double[] mean = new double[points.Shape[1]];
        device.For((mean.Length + ColumnsAtOnce - 1) / ColumnsAtOnce, (long)ColumnsAtOnce * rows, block =>
        {
            int start = block * ColumnsAtOnce, end = Math.Min(start + ColumnsAtOnce, mean.Length);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> values = PointMatrix.RowOf(points, row);
                for (int k = start; k < end; k++)
                    mean[k] += values[k];
            }

            for (int k = start; k < end; k++)
                mean[k] /= rows;
        });
        return mean;
    }

    /// <summary>Makes the element of each component that is largest in magnitude, the first of equals, positive.</summary>
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
