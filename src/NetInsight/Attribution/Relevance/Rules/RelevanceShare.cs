namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>How a formula has shared out the relevance of a layer's outputs.</summary>
/// <param name="Inputs">The relevance of the inputs.</param>
/// <param name="Rest">Of each output what no input has earned; null where it is not asked for.</param>
internal readonly record struct RelevanceShare(int Inputs, int? Rest);
