namespace NetInsight.Kernels.Operators;

/// <summary>A packed operator that can apply a ReLU to its results as it writes them.</summary>
internal interface IFusesRelu
{
    /// <summary>The same operator, followed by a ReLU.</summary>
    Operator WithRelu();
}
