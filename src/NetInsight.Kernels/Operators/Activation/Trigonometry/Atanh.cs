namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse hyperbolic tangent, y = ln((1 + x) / (1 - x)) / 2; infinite at -1 and 1, NaN beyond.</summary>
internal readonly record struct Atanh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Atanh";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: near 0 the logarithm is of a number near 1; below 0.01 the Taylor series is exact to 1e-13.</remarks>
    public float Value(float x)
    {
        double d = x, square = d * d;
        return (float)(square < 1e-4 ? d * (1 + square / 3 * (1 + square * 3 / 5)) : Math.Log((1 + d) / (1 - d)) / 2);
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / (1 - value * value);
}
