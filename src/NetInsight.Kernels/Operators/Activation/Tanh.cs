namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Hyperbolic tangent.</summary>
internal readonly record struct Tanh : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Tanh";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Tanh(x);
}
