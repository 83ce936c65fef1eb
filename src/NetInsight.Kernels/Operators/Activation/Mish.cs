namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = x * tanh(ln(1 + exp(x))) (Misra 2019, arXiv:1908.08681).</summary>
internal readonly record struct Mish : IDifferentiable
{
    /// <summary>From here on the tangent is 1 in float.</summary>
    private const float Linear = 15;

    /// <inheritdoc/>
    public static string Name => "Mish";

    /// <inheritdoc/>
    /// <remarks>With e = exp(x) and n = e (e + 2), the tangent is n / (n + 2): no digit is lost below 0.</remarks>
    public float Value(float x)
    {
        float power = MathF.Exp(x), n = power * (power + 2);
        return x > Linear ? x : x * (n / (n + 2));
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy)
    {
        float power = MathF.Exp(value), n = power * (power + 2), tanh = n / (n + 2), sigmoid = power / (1 + power);
        return value > Linear ? dy : (tanh + value * (1 - tanh * tanh) * sigmoid) * dy;
    }
}
