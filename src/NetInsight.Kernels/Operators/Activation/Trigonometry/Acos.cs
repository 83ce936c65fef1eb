namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse cosine in radians, from 0 to pi; NaN outside [-1, 1].</summary>
internal readonly record struct Acos : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Acos";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Acos(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => -dy / MathF.Sqrt(1 - value * value);
}
