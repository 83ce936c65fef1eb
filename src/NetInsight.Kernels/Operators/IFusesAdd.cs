namespace NetInsight.Kernels.Operators;

/// <summary>An operator that can add a map as large as its result while it writes.</summary>
internal interface IFusesAdd
{
    /// <summary>The operator with the addend as one more input, before the ReLU that may follow; null where it has one already.</summary>
    Operator? WithAddend();
}
