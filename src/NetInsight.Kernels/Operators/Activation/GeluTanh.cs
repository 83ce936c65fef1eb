namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// GELU by its tanh formula: y = x / 2 * (1 + tanh(u)), u = sqrt(2/pi) * (x + 0.044715 x^3) (Hendrycks and Gimpel 2016, section 2).
/// </summary>
internal readonly record struct GeluTanh : IDifferentiable
{
    private const float RootOf2OverPi = 0.7978845608f;

    /// <inheritdoc/>
    public static string Name => "Gelu";

    /// <inheritdoc/>
    /// <remarks>(1 + tanh(u)) / 2 = 1 / (1 + exp(-2 u)), which loses no digits below 0.</remarks>
    public float Value(float x)
    {
        float u = RootOf2OverPi * (x + 0.044715f * x * x * x);
        return x / (1 + MathF.Exp(-2 * u));
    }

    /// <inheritdoc/>
    /// <remarks>With s = 1 / (1 + exp(-2 u)), y = x s and y' = s + 2 x s (1 - s) u'.</remarks>
    public float Gradient(float value, float dy)
    {
        float u = RootOf2OverPi * (value + 0.044715f * value * value * value), power = MathF.Exp(-2 * u), half = 1 / (1 + power);
        float slope = RootOf2OverPi * (1 + 3 * 0.044715f * value * value);
        return (half + (float.IsInfinity(power) ? 0 : 2 * value * power * half * half * slope)) * dy;
    }
}
