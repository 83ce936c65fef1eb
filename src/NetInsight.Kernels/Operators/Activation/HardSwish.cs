namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = x * max(0, min(1, x / 6 + 1/2)) (Howard et al. 2019, arXiv:1905.02244).</summary>
internal readonly record struct HardSwish : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "HardSwish";

    /// <inheritdoc/>
    /// <remarks>As x * clamp(x + 3, 0, 6) / 6: near -3, x + 3 loses no digit, where x / 6 + 1/2 would lose most.</remarks>
    public float Value(float x)
    {
        float raised = x + 3;
        return x * (raised < 0 ? 0 : raised > 6 ? 6 : raised) / 6;
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy) => value <= -3 ? 0 : value >= 3 ? dy : (value / 3 + 0.5f) * dy;
}
