namespace NetInsight.Graphs.Gradients.Targets;

/// <summary>What the gradient of a target starts from.</summary>
internal enum TargetSeed
{
    /// <summary>A weight for each element, given to the run.</summary>
    Given,

    /// <summary>1 at the largest score of each image, the first of equal ones.</summary>
    Top,

    /// <summary>The value itself: that of half the sum of its squares.</summary>
    Own,
}

/// <summary>A target as a part of a graph: a value that is weighted and summed.</summary>
/// <param name="Value">The value; for classes that of the head's scores.</param>
/// <param name="Score">For classes, what of them is the target; null for any other value.</param>
/// <param name="Seed">The weights.</param>
internal sealed record TargetSpec(int Value, ClassScore? Score, TargetSeed Seed);
