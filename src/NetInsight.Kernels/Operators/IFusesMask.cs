using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators;

/// <summary>A packed operator that can apply the gradient of a ReLU or a clip to its results as it writes them.</summary>
internal interface IFusesMask
{
    /// <summary>
    /// The operator with the mask, a feature map as large as its result, as its last input; applied after all else. Null where it has one
    /// already.
    /// </summary>
    Operator? WithMask(PassInterval interval);
}

/// <summary>An operator that lets its second input pass where its first lies in an interval, and gives 0 elsewhere.</summary>
internal interface IMasks
{
    /// <summary>The interval; null where it does more than that.</summary>
    PassInterval? Interval { get; }
}
