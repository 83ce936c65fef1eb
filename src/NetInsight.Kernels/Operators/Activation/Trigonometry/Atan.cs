namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse tangent in radians, from -pi/2 to pi/2.</summary>
internal readonly record struct Atan : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Atan";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Atan(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / (1 + value * value);
}
