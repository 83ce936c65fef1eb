namespace NetInsight.Kernels.Operators;

/// <summary>A packed operator that can add a feature map as large as its result as it writes.</summary>
internal interface IFusesAdd
{
    /// <summary>
    /// The operator with the addend as one more input, added before the ReLU that may follow; null where it has one already.
    /// </summary>
    Operator? WithAddend();
}
