namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Tangent of x in radians; NaN for infinities. On GPUs the error grows with |x|: they reduce the angle in float.</summary>
internal readonly record struct Tan : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Tan";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Tan(x);
}
