namespace NetInsight;

/// <summary>What a <see cref="Comparison"/> says of a map for this image.</summary>
public enum ComparisonVerdict
{
    /// <summary>The method's rules do not apply to the network or the target: <see cref="ComparedMethod.Problem"/> says why.</summary>
    NotApplicable,

    /// <summary>The map is within errors of the network's rounding or of sampling, or has one value everywhere: it says nothing.</summary>
    Empty,

    /// <summary>
    /// Neither curve is better than those of the controls: pixels in a random order, or those nearest to the centre, tell as much.
    /// </summary>
    Unfaithful,

    /// <summary>Either deletion or insertion is better than those of the controls.</summary>
    Mixed,

    /// <summary>Deletion and insertion are both better than those of the controls.</summary>
    Faithful,
}
