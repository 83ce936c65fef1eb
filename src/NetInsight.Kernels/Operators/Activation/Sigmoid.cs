namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Logistic function, y = 1 / (1 + exp(-x)).</summary>
internal readonly record struct Sigmoid : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Sigmoid";

    /// <inheritdoc/>
    public float Value(float x) => 1 / (1 + MathF.Exp(-x));
}
