namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// Gaussian error linear unit, y = x * Phi(x) = x / 2 * erfc(-x / sqrt(2)) (Hendrycks and Gimpel 2016, arXiv:1606.08415).
/// </summary>
internal readonly record struct Gelu : IDifferentiable
{
    private const double RootOfHalf = 0.70710678118654752440;

    private const double OneOverRootOf2Pi = 0.39894228040143267794;

    /// <inheritdoc/>
    public static string Name => "Gelu";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>By the complement and in doubles: 1 + erf(x / sqrt(2)) would lose all digits of a negative x.</remarks>
    public float Value(float x) => (float)(0.5 * x * ErrorFunction.Complement(-x * RootOfHalf));

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>Phi(x) + x * phi(x), phi(x) = exp(-x * x / 2) / sqrt(2 pi).</remarks>
    public float Gradient(float value, float dy)
    {
        double density = Math.Exp(-0.5 * value * value) * OneOverRootOf2Pi;
        return (float)((0.5 * ErrorFunction.Complement(-value * RootOfHalf) + value * density) * dy);
    }
}
