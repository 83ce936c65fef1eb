namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Hyperbolic sine, y = (exp(x) - exp(-x)) / 2.</summary>
internal readonly record struct Sinh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Sinh";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>
    /// In doubles: in floats the difference would lose the digits of a small x. Below 0.01 the Taylor series is exact to 1e-15.
    /// </remarks>
    public float Value(float x)
    {
        double d = x, square = d * d;
        return (float)(square < 1e-4 ? d * (1 + square / 6 * (1 + square / 20)) : (Math.Exp(d) - Math.Exp(-d)) / 2);
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => 0.5f * (MathF.Exp(value) + MathF.Exp(-value)) * dy;
}
