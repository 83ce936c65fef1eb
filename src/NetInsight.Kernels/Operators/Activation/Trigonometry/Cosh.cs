namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Hyperbolic cosine, y = (exp(x) + exp(-x)) / 2.</summary>
internal readonly record struct Cosh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Cosh";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: exp(x) overflows in float before its half does.</remarks>
    public float Value(float x) => (float)((Math.Exp(x) + Math.Exp(-(double)x)) / 2);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => 0.5f * (MathF.Exp(value) - MathF.Exp(-value)) * dy;
}
