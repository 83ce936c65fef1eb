using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Kernels.Operators;

/// <summary>What operators are made ready for: the processor, or a graphics card. Nobody outside this seam asks which.</summary>
internal abstract class Backend
{
    /// <summary>The operator with its constant inputs taken in and packed as this backend likes them; itself where there is nothing to pack.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its inputs; null where the value is known only in a run.</param>
    public abstract PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs);

    /// <summary>A convolution with known weights, a factor for each output channel (null for 1) and a bias (null for none).</summary>
    public abstract Operator PackConv(Conv conv, Tensor weight, float[]? gain, float[]? bias);

    /// <summary>A normalisation of known scale, shift, mean and variance; it takes any number of maps, whose channels stand one behind the other.</summary>
    public abstract Operator PackNorm(BatchNormalization norm, ReadOnlySpan<Tensor> parameters);
}
