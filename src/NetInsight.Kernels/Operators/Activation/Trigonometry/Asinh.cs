namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse hyperbolic sine, y = ln(x + sqrt(x * x + 1)).</summary>
internal readonly record struct Asinh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Asinh";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles and for |x|, so that nothing cancels; below 0.01 the Taylor series is exact to 1e-13.</remarks>
    public float Value(float x)
    {
        double d = x < 0 ? -(double)x : x, square = d * d;
        double y = square < 1e-4 ? d * (1 - square / 6 * (1 - square * 9 / 20)) : Math.Log(d + Math.Sqrt(square + 1));
        return (float)(x < 0 ? -y : y);
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / MathF.Sqrt(value * value + 1);
}
