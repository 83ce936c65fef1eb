namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = exp(x).</summary>
internal readonly record struct Exp : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Exp";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Exp(x);
}
