namespace NetInsight.Kernels.Embedding;

/// <summary>
/// How rows are scaled before they are multiplied: centred and scaled so that no square overflows, or normalised to length 1.
/// </summary>
internal sealed class RowScaling
{
    private readonly float[]? _center;
    private readonly float _factor;

    private RowScaling(float[]? center, float factor)
    {
        _center = center;
        _factor = factor;
    }

    /// <summary>Rows are normalised to length 1; a row of zeros stays zero.</summary>
    public static RowScaling Unit { get; } = new(null, 1);

    /// <summary>The mean of all rows is subtracted, and all are scaled by one power of two such that no element is above 1.</summary>
    public static RowScaling Centered(Tensor points)
    {
        int rows = points.Shape[0], depth = points.Shape[1];

        // Sum of each column, and the largest magnitude.
        double[] sums = new double[depth];
        float largest = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = points.AsSpan().Slice(row * depth, depth);
            for (int k = 0; k < depth; k++)
            {
                sums[k] += values[k];
                largest = MathF.Max(largest, MathF.Abs(values[k]));
            }
        }

        // Scale: a power of two, so that scaling is exact, underflow apart.
        float factor = largest == 0 ? 1 : (float)Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest) - 2, -126, 126));
        float[] center = new float[depth];
        for (int k = 0; k < depth; k++)
            center[k] = (float)(sums[k] / rows) * factor;
        return new RowScaling(center, factor);
    }

    /// <summary>
    /// Scales a row, multiplies it by <paramref name="sign"/> (a power of two or its negative), and returns its squared length before that
    /// factor.
    /// </summary>
    public float Apply(ReadOnlySpan<float> row, Span<float> target, float sign)
    {
        // Unit length.
        if (_center is not { } center)
        {
            double length = Math.Sqrt(DoubleAccumulation.Dot(row, row));
            for (int k = 0; k < row.Length; k++)
                target[k] = length == 0 ? 0 : sign * (float)(row[k] / length);
            return 1;
        }

        // Centre and scale, then the squared length, then the sign.
        for (int k = 0; k < row.Length; k++)
            target[k] = row[k] * _factor - center[k];
        float norm = (float)DoubleAccumulation.Dot(target, target);
        for (int k = 0; k < row.Length; k++)
            target[k] *= sign;
        return norm;
    }
}
