namespace NetInsight.Synthesis.Optimizers;

/// <summary>What an optimiser remembers of one image.</summary>
internal abstract class OptimizerState
{
    /// <summary>Moves parameters along the gradient.</summary>
    /// <param name="parameters">The parameters; are changed.</param>
    /// <param name="gradient">The gradient of what is to grow.</param>
    /// <param name="step">Steps done, from 0.</param>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int step);
}
