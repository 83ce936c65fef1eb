using System.Collections.Immutable;
using NetInsight.FeatureSpace;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight;

/// <summary>The mean, the components and the variance that each explains, from <see cref="PrincipalComponents"/>. Immutable.</summary>
public sealed class PrincipalComponentBasis
{
    private const int BlockRows = 1024;

    private readonly double[] _mean;
    private readonly Tensor _components;
    private readonly int _threads;

    internal PrincipalComponentBasis(double[] mean, double[] components, double[] squares, double total, int points, int threads)
    {
        _mean = mean;
        _threads = threads;
        _components = Tensor.Uninitialized(new Shape(squares.Length, mean.Length));
        for (int i = 0; i < components.Length; i++)
            _components.AsSpan()[i] = (float)components[i];
        ExplainedVariance = [.. squares.Select(square => square / (points - 1))];
        ExplainedVarianceRatio = [.. squares.Select(square => total > 0 ? square / total : 0)];
        TotalVariance = total / (points - 1);
    }

    /// <summary>The number of components.</summary>
    public int Count => _components.Shape[0];

    /// <summary>The number of features of a point.</summary>
    public int Width => _components.Shape[1];

    /// <summary>The mean of the points, [features].</summary>
    public ImmutableArray<float> Mean => [.. _mean.Select(value => (float)value)];

    /// <summary>The components, [components, features], of length 1; the element largest in magnitude is positive. A copy.</summary>
    public Tensor Components => _components.Clone();

    /// <summary>The variance along each component (divided by points - 1), largest first; in squared units of the points.</summary>
    public ImmutableArray<double> ExplainedVariance { get; }

    /// <summary>The same as a fraction of <see cref="TotalVariance"/>, from 0 to 1; 0 where all points are equal.</summary>
    public ImmutableArray<double> ExplainedVarianceRatio { get; }

    /// <summary>The sum of the variances of all features.</summary>
    public double TotalVariance { get; }

    /// <summary>Coordinates of points along the components: (x - mean) W', [points, components].</summary>
    /// <exception cref="ArgumentException">The number of features differs, or a value is not finite.</exception>
    public Tensor Transform(Tensor points)
    {
        PointMatrix.Check(points, nameof(points), 0);
        if (points.Shape[1] != Width)
            throw new ArgumentException($"Points of {Width} features are expected, but they have {points.Shape[1]}.", nameof(points));
        CpuDevice device = new(_threads);
        PackedMatrix packed = TensorGemm.PackTransposed(device, _components);
        Tensor result = Tensor.Uninitialized(new Shape(points.Shape[0], Count));
        for (int start = 0; start < points.Shape[0]; start += BlockRows)
        {
            Tensor centered = Centered(device, points, _mean, start, Math.Min(BlockRows, points.Shape[0] - start));
            Tensor block = TensorGemm.Of(device, centered, packed);
            block.AsSpan().CopyTo(result.AsSpan()[(start * Count)..]);
        }

        return result;
    }

    /// <summary>The points with given coordinates along the components: t W + mean, [points, features].</summary>
    /// <exception cref="ArgumentException">There is not one coordinate for each component, or one is not finite.</exception>
    public Tensor InverseTransform(Tensor scores)
    {
        PointMatrix.Check(scores, nameof(scores), 0);
        if (scores.Shape[1] != Count)
        {
            throw new ArgumentException(
                $"{Count} coordinates of each point are expected, one for each component, but there are {scores.Shape[1]}.",
                nameof(scores));
        }

        CpuDevice device = new(_threads);
        return TensorGemm.Of(device, scores, TensorGemm.Pack(device, _components), [.. Mean]);
    }

    /// <summary>Rows minus the mean, subtracted in doubles.</summary>
    internal static Tensor Centered(CpuDevice device, Tensor points, double[] mean, int start, int count)
    {
        Tensor result = Tensor.Uninitialized(new Shape(count, mean.Length));
        device.For(count, mean.Length, row =>
        {
            ReadOnlySpan<float> from = PointMatrix.RowOf(points, start + row);
            Span<float> to = PointMatrix.RowOf(result, row);
            for (int k = 0; k < to.Length; k++)
                to[k] = (float)(from[k] - mean[k]);
        });
        return result;
    }
}
