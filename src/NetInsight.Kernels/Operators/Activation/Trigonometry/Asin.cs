namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse sine in radians, from -pi/2 to pi/2; NaN outside [-1, 1].</summary>
internal readonly record struct Asin : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Asin";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Asin(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / MathF.Sqrt(1 - value * value);
}
