namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// How <see cref="Reduce{TReduction}"/> folds elements into one: sequentially, in double precision, so that long sums keep a float's
/// digits.
/// </summary>
internal interface IReduction
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>The initial value of the fold, which is also the result over no elements.</summary>
    static abstract double Initial { get; }

    /// <summary>Folds in one more element.</summary>
    static abstract double Fold(double folded, float value);

    /// <summary>The result over <paramref name="count"/> elements.</summary>
    static virtual double Finish(double folded, long count) => folded;
}
