namespace NetInsight;

/// <summary>y = ln(1 + exp(x)), without overflow for large x.</summary>
internal readonly record struct Softplus : IActivation
{
    /// <inheritdoc/>
    public static string Name => "Softplus";

    /// <inheritdoc/>
    public float Value(float x) => MathF.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));
}
