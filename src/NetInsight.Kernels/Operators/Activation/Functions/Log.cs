namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>Natural logarithm; NaN below 0, minus infinity at 0.</summary>
internal readonly record struct Log : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Log";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Log(x);

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / value;
}
