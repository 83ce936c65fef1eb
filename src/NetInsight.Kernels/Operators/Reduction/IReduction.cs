namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>How a <see cref="Reduce{TReduction}"/> folds numbers into one: in doubles, one after the other, so that long sums keep float's digits.</summary>
internal interface IReduction
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>What folding begins with, which is also the result over no numbers.</summary>
    static abstract double Start { get; }

    /// <summary>One more number.</summary>
    static abstract double Fold(double folded, float value);

    /// <summary>The result of so many numbers.</summary>
    static virtual double End(double folded, long count) => folded;
}
