namespace NetInsight.Kernels.Operators;

/// <summary>An operator that is y = gain * x + offset per channel once its parameters are known.</summary>
internal interface IReducesToAffine
{
    /// <summary>Gain and offset; null where a parameter is known only in a run.</summary>
    /// <param name="inputs">The operator's inputs; null where the value is known only in a run, as for the first.</param>
    ChannelAffine? AffineOf(ReadOnlySpan<Tensor?> inputs);
}
