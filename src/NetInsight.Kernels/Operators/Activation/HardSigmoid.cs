namespace NetInsight;

/// <summary>y = max(0, min(1, Alpha * x + Beta)).</summary>
internal readonly record struct HardSigmoid(float Alpha, float Beta) : IActivation
{
    /// <inheritdoc/>
    public static string Name => "HardSigmoid";

    /// <inheritdoc/>
    public float Value(float x) => Math.Clamp((Alpha * x) + Beta, 0f, 1f);
}
