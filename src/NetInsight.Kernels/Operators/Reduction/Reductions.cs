namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>The sum.</summary>
internal readonly struct SumReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceSum";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + value;
}

/// <summary>The mean; NaN over no elements.</summary>
internal readonly struct MeanReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceMean";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + value;

    /// <inheritdoc/>
    public static double Finish(double folded, long count) => folded / count;
}

/// <summary>The largest element; NaN where one is.</summary>
internal readonly struct MaxReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceMax";

    /// <inheritdoc/>
    public static double Initial => double.NegativeInfinity;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => Math.Max(folded, value);
}

/// <summary>The smallest element; NaN where one is.</summary>
internal readonly struct MinReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceMin";

    /// <inheritdoc/>
    public static double Initial => double.PositiveInfinity;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => Math.Min(folded, value);
}

/// <summary>The product.</summary>
internal readonly struct ProdReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceProd";

    /// <inheritdoc/>
    public static double Initial => 1;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded * value;
}

/// <summary>The sum of squares.</summary>
internal readonly struct SumSquareReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceSumSquare";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + (double)value * value;
}

/// <summary>The sum of magnitudes.</summary>
internal readonly struct L1Reduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceL1";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + Math.Abs(value);
}

/// <summary>The root of the sum of squares.</summary>
internal readonly struct L2Reduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceL2";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + (double)value * value;

    /// <inheritdoc/>
    public static double Finish(double folded, long count) => Math.Sqrt(folded);
}

/// <summary>The natural logarithm of the sum.</summary>
internal readonly struct LogSumReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceLogSum";

    /// <inheritdoc/>
    public static double Initial => 0;

    /// <inheritdoc/>
    public static double Fold(double folded, float value) => folded + value;

    /// <inheritdoc/>
    public static double Finish(double folded, long count) => Math.Log(folded);
}

/// <summary>
/// The natural logarithm of the sum of exponentials. The fold holds the logarithm, log(e^a + e^b) = max + log(1 + e^(min - max)), so that
/// large values do not overflow.
/// </summary>
internal readonly struct LogSumExpReduction : IReduction
{
    /// <inheritdoc/>
    public static string Name => "ReduceLogSumExp";

    /// <inheritdoc/>
    public static double Initial => double.NegativeInfinity;

    /// <inheritdoc/>
    public static double Fold(double folded, float value)
    {
        double larger = Math.Max(folded, value), smaller = Math.Min(folded, value);
        return double.IsInfinity(larger) ? larger : larger + Math.Log(1 + Math.Exp(smaller - larger));
    }
}
