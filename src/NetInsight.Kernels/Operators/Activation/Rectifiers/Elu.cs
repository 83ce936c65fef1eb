namespace NetInsight.Kernels.Operators.Activation.Rectifiers;

/// <summary>Exponential linear unit: x for x at or above 0, Alpha * (exp(x) - 1) below (Clevert et al. 2016, arXiv:1511.07289).</summary>
internal readonly record struct Elu(float Alpha) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Elu";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: in floats the difference would lose the digits of a small x.</remarks>
    public float Value(float x) => x < 0 ? (float)(Alpha * (Math.Exp(x) - 1)) : x;

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value < 0 ? (float)(Alpha * Math.Exp(value)) * dy : dy;
}
