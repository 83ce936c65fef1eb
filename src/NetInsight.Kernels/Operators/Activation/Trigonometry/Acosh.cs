namespace NetInsight.Kernels.Operators.Activation.Trigonometry;

/// <summary>Inverse hyperbolic cosine, y = ln(x + sqrt(x * x - 1)); NaN below 1.</summary>
internal readonly record struct Acosh : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Acosh";

    /// <inheritdoc/>
    public static bool UsesDoubles => true;

    /// <inheritdoc/>
    /// <remarks>In doubles: just above 1 the logarithm is of a number near 1.</remarks>
    public float Value(float x)
    {
        double over = (double)x - 1;
        return x < 1 ? float.NaN : (float)Math.Log(1 + over + Math.Sqrt(over * (over + 2)));
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => dy / MathF.Sqrt(value * value - 1);
}
