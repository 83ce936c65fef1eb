using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Building;

/// <summary>
/// How a gradient passes backwards through one operator: from the gradient of its output to those of its inputs (the vector-Jacobian
/// product), written as ordinary nodes. A rule is a value; a table of them (<see cref="GradientRules"/>) makes a method.
/// </summary>
/// <remarks>
/// Rules read the output rather than the input where they can (ReLU: dx = dy where y is above 0), so that the forward pass may still be
/// fused.
/// </remarks>
internal interface IGradientRule
{
    /// <summary>
    /// Adds the nodes and contributes to each input that needs a gradient (<see cref="GradientContext.Needs"/>).
    /// </summary>
    void Apply(GradientContext node);

    /// <summary>What the rule does about one input of an operator.</summary>
    GradientPassage Passage(Operator op, int input) => GradientPassage.Built;
}

/// <summary>Whether a gradient passes to an input of an operator.</summary>
internal enum GradientPassage
{
    /// <summary>It does.</summary>
    Built,

    /// <summary>
    /// The output is constant around almost every value of the input (indices, comparisons, rounding): the derivative is 0, and the
    /// gradient ends here.
    /// </summary>
    Zero,

    /// <summary>
    /// There is a derivative that no rule computes, such as that of a convolution by its weights: asking for it is an error.
    /// </summary>
    Missing,
}
