namespace NetInsight.Kernels.Operators.Activation;

/// <summary>y = max(0, min(1, Alpha * x + Beta)).</summary>
internal readonly record struct HardSigmoid(float Alpha, float Beta) : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "HardSigmoid";

    /// <inheritdoc/>
    public float Value(float x)
    {
        float line = (Alpha * x) + Beta;
        return line < 0 ? 0 : line > 1 ? 1 : line;          // not Math.Clamp, which does not compile for GPUs
    }

    /// <inheritdoc/>
    public float Gradient(float value, float dy)
    {
        float line = (Alpha * value) + Beta;
        return line > 0 && line < 1 ? Alpha * dy : 0;
    }
}
