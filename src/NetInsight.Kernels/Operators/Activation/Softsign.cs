namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = x / (1 + |x|).</summary>
internal readonly record struct Softsign : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Softsign";

    /// <inheritdoc/>
    public float Value(float x) => x / (1 + MathF.Abs(x));

    /// <inheritdoc/>
    public float Gradient(float value, float dy)
    {
        float denominator = 1 + MathF.Abs(value);
        return dy / (denominator * denominator);
    }
}
