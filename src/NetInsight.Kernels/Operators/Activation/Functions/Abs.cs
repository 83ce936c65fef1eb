namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = |x|.</summary>
internal readonly record struct Abs : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Abs";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Abs(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value > 0 ? dy : value < 0 ? -dy : 0;
}
