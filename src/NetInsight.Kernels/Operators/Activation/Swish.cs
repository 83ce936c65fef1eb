namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// y = x / (1 + exp(-Alpha * x)), x times the logistic function of Alpha x (Ramachandran et al. 2017, arXiv:1710.05941); SiLU where Alpha
/// is 1.
/// </summary>
internal readonly record struct Swish(float Alpha) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Swish";

    /// <inheritdoc/>
    public float Value(float x) => x / (1 + MathF.Exp(-Alpha * x));

    /// <inheritdoc/>
    public float Gradient(float value, float dy)
    {
        float sigmoid = 1 / (1 + MathF.Exp(-Alpha * value));
        return (sigmoid + Alpha * value * sigmoid * (1 - sigmoid)) * dy;
    }
}
