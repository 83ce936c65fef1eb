namespace NetInsight.Graphs;

/// <summary>What is known of a value: see <see cref="HeadRecognition"/>.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Operator">The operator that made it so, for messages.</param>
/// <param name="Scores">The value with the scores where probabilities come from one softmax or sigmoid; -1 otherwise.</param>
/// <param name="Scale">The value of a probability of 1.</param>
/// <param name="Source">For <see cref="HeadForm.Indices"/>: the value whose largest elements were taken.</param>
internal readonly record struct HeadFact(HeadForm Form, string Operator, int Scores = -1, double Scale = 1, int Source = -1)
{
    /// <summary>Whether it is computed from probabilities.</summary>
    public bool IsProbability => Form is >= HeadForm.Distribution and <= HeadForm.Derived;

    /// <summary>The same probabilities, changed so that they no longer are those of one softmax or sigmoid.</summary>
    public HeadFact AsFound(string name, double scale) => this with { Operator = name, Scores = -1, Scale = scale };
}
