namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>Which formula goes through which kind of layer.</summary>
/// <param name="Convolution">Convolutions.</param>
/// <param name="Dense">Fully connected layers.</param>
internal sealed record RelevanceScheme(RelevanceFormula Convolution, RelevanceFormula Dense)
{
    /// <summary>The layers of weights before which there is none; null: as others of their kind.</summary>
    public RelevanceFormula? First { get; init; }

    /// <summary>What becomes of the share of biases.</summary>
    public RelevanceBias Biases { get; init; }
}
