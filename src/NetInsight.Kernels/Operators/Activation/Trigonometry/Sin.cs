namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Sine of x in radians; NaN for infinities. On GPUs the error grows with |x|: they reduce the angle in float.</summary>
internal readonly record struct Sin : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Sin";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Sin(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => MathF.Cos(value) * dy;
}
