namespace NetInsight.Tests;

/// <summary>How far results may lie from their references: stated once, by kind, each with its reason. Never loosened to get green.</summary>
internal static class Tolerances
{
    /// <summary>
    /// A forward pass against another engine, relative to the layer's largest magnitude: float sums of up to some thousand terms in another
    /// order differ by a few units in the seventh digit a layer, over some dozens of layers.
    /// </summary>
    public const double Forward = 1e-4;

    /// <summary>A probability against another engine: a softmax turns a relative error of 1e-5 in logits of about 10 into at most 1e-4.</summary>
    public const double Probability = 1e-4;

    /// <summary>
    /// ONNX Runtime, relative to the largest magnitude of the result: one to some dozens of layers of float sums in another order, as for
    /// <see cref="Forward"/>.
    /// </summary>
    public const double OnnxRuntime = 1e-4;

    /// <summary>
    /// A prepared input: the bytes are equal, and (value - mean) / std is at most about 2.7 in a few float operations, whose order others choose.
    /// </summary>
    public const double Preprocessing = 1e-6;

    /// <summary>
    /// An operator against its definition in doubles where sums are exact in floats: what is left is the rounding of one division or of the
    /// last result, 6e-8 each.
    /// </summary>
    public const double Exact = 1e-6;

    /// <summary>
    /// An operator with an elementary function (exp, pow, a square root) against its definition in doubles: the function is within about two
    /// units in the last place, and up to five further roundings of 6e-8 follow, of intermediate values up to three times the result.
    /// </summary>
    public const double Elementary = 2e-6;

    /// <summary>
    /// A float sum of up to 800 products of numbers in [-1, 1] against doubles, relative to the largest sum: one rounding a step, of at most
    /// 2^-24 times sums up to about 50, grows as the square root of the steps, to about 28 times 2^-24.
    /// </summary>
    public const double LongSum = 5e-6;

    /// <summary>
    /// A network of some ten layers with norms folded into convolutions, against its layers one by one: folding rounds weights, sums and
    /// shifts differently, by some units of 6e-8 a layer, which layers with small weights do not enlarge.
    /// </summary>
    public const double SmallNetwork = 1e-5;
}
