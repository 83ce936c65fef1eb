namespace NetInsight;

/// <summary>Which layers <see cref="WeightRandomization"/> randomises at a stage.</summary>
public enum RandomizationOrder
{
    /// <summary>All from the output to that stage (Adebayo et al. 2018).</summary>
    Cascading,

    /// <summary>Those of that stage alone; all others keep their weights (Adebayo et al. 2018).</summary>
    Independent,
}
