namespace NetInsight.Kernels.Operators.Recurrence;

/// <summary>The function of a recurrent layer's states.</summary>
internal enum RecurrentFunction
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,
}
