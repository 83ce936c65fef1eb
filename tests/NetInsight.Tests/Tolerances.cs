namespace NetInsight.Tests;

/// <summary>Largest deviations of results from references: stated once, by kind, each with its reason; never loosened.</summary>
internal static class Tolerances
{
    /// <summary>
    /// A forward pass against another engine, relative to the layer's largest magnitude: float sums of up to some thousand terms in another
    /// order differ by a few units in the seventh digit a layer, over some dozens of layers.
    /// </summary>
    public const double Forward = 1e-4;

    /// <summary>
    /// A probability against another engine: a softmax turns a relative error of 1e-5 in logits of about 10 into at most 1e-4.
    /// </summary>
    public const double Probability = 1e-4;

    /// <summary>
    /// ONNX Runtime, relative to the largest magnitude of the result: one to some dozens of layers of float sums in another order, as for
    /// <see cref="Forward"/>.
    /// </summary>
    public const double OnnxRuntime = 1e-4;

    /// <summary>
    /// A preprocessed input: the bytes are equal, and (value - mean) / std is at most about 2.7 in a few float operations, whose order the
    /// other engine chooses.
    /// </summary>
    public const double Preprocessing = 1e-6;

    /// <summary>
    /// Operators that only add, multiply, compare or copy, on multiples of 1/64: every product and sum is exact in float.
    /// </summary>
    public const double Exact = 0;

    /// <summary>One division or product of exact values: half a unit in the last place, 2^-24 of the magnitude.</summary>
    public const double OneRounding = 6e-8;

    /// <summary>
    /// A handful of float operations one after the other, each off by at most 2^-24 of the magnitude; or the same values with a
    /// normalisation folded into the weights before a short sum and not after it.
    /// </summary>
    public const double FewRoundings = 1e-6;

    /// <summary>
    /// A convolution by Winograd's F(4x4, 3x3), relative to the largest magnitude: the transforms multiply by up to 5 x 5 and 8 x 8 and
    /// subtract, which costs one to two of float's seven digits (Lavin and Gray 2015, section 4.3); 4e-6 is the largest seen.
    /// </summary>
    public const double Winograd = 1e-5;

    /// <summary>
    /// A probability by incremental runs against whole runs of the same engine: Winograd's tiles begin at other positions, so that
    /// roundings differ (<see cref="Winograd"/>) and pass through the rest of the network; with <see cref="Precision.Exact"/> the bits are
    /// the same.
    /// </summary>
    public const double Incremental = 1e-5;

    /// <summary>Functions such as exp in float, good to two units in the last place, and the few operations around them.</summary>
    public const double Transcendental = 1e-6;

    /// <summary>
    /// Up to ten layers against doubles: every layer adds about one unit in the seventh digit, and a normalisation may enlarge small
    /// values.
    /// </summary>
    public const double SmallNetwork = 1e-5;

    /// <summary>
    /// Variances along principal components, relative to the largest: sums of products in float over up to some thousand points.
    /// </summary>
    public const double Components = 2e-6;

    /// <summary>
    /// The gradient of one operator against PyTorch in double or differences of the definition in doubles, relative to the gradient's
    /// largest magnitude: a few float operations an element, and sums of some hundred terms; differences are good to seven digits.
    /// </summary>
    public const double Gradient = 1e-5;

    /// <summary>
    /// The gradient of a whole network against another engine, relative to its largest magnitude: the roundings of the forward pass
    /// (<see cref="Forward"/>) and as many again backwards; where a ReLU or a pool is on a near tie, another path is taken.
    /// </summary>
    public const double NetworkGradient = 1e-3;

    /// <summary>
    /// SmoothGrad of SqueezeNet against PyTorch in double, for 99% of the elements, relative to the largest: it is on near ties, and
    /// float32 PyTorch itself is off by 3e-3 there (shared/reference/gradients/README.md).
    /// </summary>
    public const double NearTieSmoothGrad = 3e-3;

    /// <summary>
    /// Spearman's correlation of gradients against that of another engine's: roundings (<see cref="NetworkGradient"/>) exchange neighbours
    /// among some thousand ranks.
    /// </summary>
    public const double RankCorrelation = 1e-3;

    /// <summary>
    /// A GPU against doubles or the CPU, relative to the largest magnitude: sums in another order, and exp, log and pow that CUDA's and
    /// OpenCL's instructions give to about 22 bits.
    /// </summary>
    public const double Device = 1e-4;
}
