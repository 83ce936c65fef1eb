namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>
/// Continuously differentiable exponential linear unit: x for x at or above 0, Alpha * (exp(x / Alpha) - 1) below (Barron 2017,
/// arXiv:1704.07483).
/// </summary>
internal readonly record struct Celu(float Alpha) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Celu";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: in floats the difference would lose the digits of a small x.</remarks>
    public float Value(float x) => x < 0 ? (float)(Alpha * (Math.Exp((double)x / Alpha) - 1)) : x;

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value < 0 ? (float)Math.Exp((double)value / Alpha) * dy : dy;
}
