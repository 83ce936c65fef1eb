namespace NetInsight;

/// <summary>y = x * max(0, min(1, x / 6 + 1/2)) (Howard et al. 2019, arXiv:1905.02244).</summary>
internal readonly record struct HardSwish : IActivation
{
    /// <inheritdoc/>
    public static string Name => "HardSwish";

    /// <inheritdoc/>
    public float Value(float x) => x * Math.Clamp((x / 6) + 0.5f, 0f, 1f);
}
