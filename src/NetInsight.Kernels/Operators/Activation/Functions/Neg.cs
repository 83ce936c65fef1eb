namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>y = -x.</summary>
internal readonly record struct Neg : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Neg";

    /// <inheritdoc/>
    public float Value(float x) => -x;
}
