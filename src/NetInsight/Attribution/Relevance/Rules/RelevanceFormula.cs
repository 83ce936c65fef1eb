namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>How relevance passes backwards through a layer of weights: from that of its output to that of its input.</summary>
internal abstract record RelevanceFormula
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="layer">The layer, whose relevance of the output is the node's gradient.</param>
    /// <param name="bias">The bias that takes a share, for each channel; null for none.</param>
    /// <param name="dropsBias">Whether the layer's bias takes none, though the output contains it.</param>
    /// <returns>The relevance of the input, and what is left of the output's.</returns>
    public abstract RelevanceShare Apply(LinearNode layer, float[]? bias, bool dropsBias);
}
