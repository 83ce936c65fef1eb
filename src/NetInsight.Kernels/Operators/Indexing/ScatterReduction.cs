namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>What an update does to the element at its index (ONNX attribute reduction).</summary>
internal enum ScatterReduction
{
    /// <summary>Replaces it; of several updates the last counts.</summary>
    None,

    /// <summary>Is added.</summary>
    Add,

    /// <summary>Is multiplied.</summary>
    Mul,

    /// <summary>Replaces it where larger.</summary>
    Max,

    /// <summary>Replaces it where smaller.</summary>
    Min,
}

/// <summary>The arithmetic of a <see cref="ScatterReduction"/>.</summary>
internal static class ScatterReductions
{
    /// <summary>An element after an update; a NaN stays.</summary>
    public static float Apply(this ScatterReduction reduction, float element, float update) => reduction switch
    {
        ScatterReduction.Add => element + update,
        ScatterReduction.Mul => element * update,
        ScatterReduction.Max => MathF.Max(element, update),
        ScatterReduction.Min => MathF.Min(element, update),
        _ => update,
    };
}
