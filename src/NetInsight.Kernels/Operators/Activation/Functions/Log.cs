namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>Natural logarithm; NaN below 0, minus infinity at 0.</summary>
internal readonly record struct Log : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Log";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Log(x);
}
