namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>
/// Scaled exponential linear unit: Gamma * x above 0, Gamma * (Alpha * exp(x) - Alpha) at or below (Klambauer et al. 2017,
/// arXiv:1706.02515).
/// </summary>
internal readonly record struct Selu(float Alpha, float Gamma) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Selu";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: in floats the difference would lose the digits of a small x.</remarks>
    public float Value(float x) => x > 0 ? Gamma * x : (float)(Gamma * (Alpha * Math.Exp(x) - Alpha));

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value > 0 ? Gamma * dy : (float)((double)Gamma * Alpha * Math.Exp(value)) * dy;
}
