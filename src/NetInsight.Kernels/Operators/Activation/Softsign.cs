namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = x / (1 + |x|).</summary>
internal readonly record struct Softsign : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Softsign";

    /// <inheritdoc/>
    public float Value(float x) => x / (1 + MathF.Abs(x));
}
