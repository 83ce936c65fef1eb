namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = ln(1 + exp(x)), without overflow for large x.</summary>
internal readonly record struct Softplus : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Softplus";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: in floats 1 + exp(x) keeps nothing of a small exp(x).</remarks>
    public float Value(float x) => (float)(Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs((double)x))));

    /// <inheritdoc/>
    public static bool GradientUsesDoubles => true;

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => (float)(1 / (1 + Math.Exp(-(double)value))) * dy;
}
