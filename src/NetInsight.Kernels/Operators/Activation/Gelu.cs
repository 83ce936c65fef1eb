namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// Gaussian error linear unit, y = x * Phi(x) = x / 2 * erfc(-x / sqrt(2)) (Hendrycks and Gimpel 2016, arXiv:1606.08415).
/// </summary>
internal readonly record struct Gelu : IActivation
{
    private const double RootOfHalf = 0.70710678118654752440;

    /// <inheritdoc/>
    public static string Name => "Gelu";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>By the complement and in doubles: 1 + erf(x / sqrt(2)) would lose all digits of a negative x.</remarks>
    public float Value(float x) => (float)(0.5 * x * ErrorFunction.Complement(-x * RootOfHalf));
}
