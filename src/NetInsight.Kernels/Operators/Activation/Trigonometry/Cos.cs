namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Cosine of x in radians; NaN for infinities. On GPUs the error grows with |x|: they reduce the angle in float.</summary>
internal readonly record struct Cos : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Cos";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Cos(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => -MathF.Sin(value) * dy;
}
