namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>Square root; NaN below 0.</summary>
internal readonly record struct Sqrt : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Sqrt";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Sqrt(x);
}
