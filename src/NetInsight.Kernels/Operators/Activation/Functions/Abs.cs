namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = |x|.</summary>
internal readonly record struct Abs : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Abs";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Abs(x);
}
