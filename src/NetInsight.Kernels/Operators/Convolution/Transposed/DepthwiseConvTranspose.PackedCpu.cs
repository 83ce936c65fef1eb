using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// A depthwise transposed convolution packed for the CPU: weights [taps, channels], so that one tap is one multiply-add of vectors over all
/// channels.
/// </summary>
/// <remarks>
/// <code>
///   for each line of outputs along the third axis, ranges of them in parallel
///     for each output position of it            its taps: addresses, found once for all channels
///       for each 16 channels                    sums: two vectors of 8 lanes, in registers
///         bias, or zeros
///         taps: in order, sum[c] += x[position, c] * weight[tap, c]
///         mask: 0 where it lies outside the interval; store
///       remaining channels: one by one
/// </code>
/// </remarks>
internal sealed record DepthwiseConvTransposePackedCpu(ImmutableArray<TransposedAxis> Axes, Tensor Weight, float[]? Bias)
    : CpuPackedOperator, IFusesMask
{
    /// <summary>Taps of one output whose addresses lie on the stack.</summary>
    private const int MostOnStack = 64;

    /// <summary>How many positions ahead the mask is fetched.</summary>
    private const int PositionsAhead = 8;

    /// <summary>What the second input must be for a result to pass; null where there is no mask.</summary>
    public PassInterval? Mask { get; init; }

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public Operator? WithMask(PassInterval interval) => Mask is null ? this with { Mask = interval } : null;

    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        ConvTranspose.ReceptiveFieldOver(Axes, input);

    /// <summary>Packs weights [channels, taps, 1].</summary>
    public static DepthwiseConvTransposePackedCpu Pack(CpuDevice device, ImmutableArray<TransposedAxis> axes, Tensor weight, float[]? bias)
    {
        Tensor packed = MatrixTranspose.Of(device, weight.Reshape(new Shape(weight.Shape[0], weight.Shape[1])));
        return new DepthwiseConvTransposePackedCpu(axes, packed, bias);
    }

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.OutputShape(Axes, inputs[0], Weight.Shape[1]);

    /// <inheritdoc/>
    public override unsafe void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Tensor? mask = Mask is null ? null : x[1];
        TransposedGrid grid = new(Axes, source.Shape);
        TransposedRules rules = grid.Rules;
        int channels = Weight.Shape[1], width = rules.Third.Outputs, lines = rules.First.Outputs * rules.Second.Outputs;
        int image = rules.First.Input * grid.PositionsPerRow * channels;
        device.ForRanges(y.Shape[0] * lines, (long)width * channels * rules.TapCount, (start, end) =>
        {
            int most = rules.TapCount <= MostOnStack ? MostOnStack : rules.TapCount;
            Span<nint> offsets = rules.TapCount <= MostOnStack ? stackalloc nint[2 * MostOnStack] : new nint[2 * most];
            Taps taps = new(offsets[..most], offsets[most..]);
            fixed (float* values = source.AsSpan(), weight = Weight.AsSpan(), results = y.AsSpan())
            fixed (float* masks = mask is null ? default : mask.AsSpan())
            {
                for (int line = start; line < end; line++)
                {
                    int at = line % lines;
                    TransposedTaps first = grid.First(at / rules.Second.Outputs), second = grid.Second(at % rules.Second.Outputs);
                    for (int o = 0; o < width; o++)
                    {
                        MatrixRef result = new MatrixRef(results, channels).From((nint)line * width + o, 0);
                        MatrixRef deciding = new MatrixRef(masks, channels).From((nint)line * width + o, 0);
                        if (masks != null)
                            MaskedBlock.Prefetch(deciding.From(PositionsAhead, 0), 1, channels);
                        taps.Find(grid, first, second, grid.Third(o), channels);
                        Sum(taps, values + (nint)(line / lines) * image, weight, channels, result.First, deciding.First);
                    }
                }
            }
        });
    }

    /// <summary>One output position: bias, then its taps in order, then the mask.</summary>
    private unsafe void Sum(Taps taps, float* values, float* weight, int channels, float* sums, float* mask)
    {
        fixed (float* bias = Bias)
        {
            // 16 channels: two vectors of 8 lanes, a channel in each.
            int c = 0;
            PassInterval interval = Mask.GetValueOrDefault();
            for (; c + 16 <= channels; c += 16)
            {
                Vector256<float> left = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + c);
                Vector256<float> right = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + c + 8);
                for (int tap = 0; tap < taps.Count; tap++)
                {
                    float* x = values + taps.Values[tap] + c, w = weight + taps.Weights[tap] + c;
                    left = Vector256.Load(x) * Vector256.Load(w) + left;
                    right = Vector256.Load(x + 8) * Vector256.Load(w + 8) + right;
                }

                (mask == null ? left : interval.Of(left, Vector256.Load(mask + c))).Store(sums + c);
                (mask == null ? right : interval.Of(right, Vector256.Load(mask + c + 8))).Store(sums + c + 8);
            }

            // Remaining channels: the scalar equivalent.
            for (; c < channels; c++)
            {
                float sum = bias == null ? 0 : bias[c];
                for (int tap = 0; tap < taps.Count; tap++)
                    sum = values[taps.Values[tap] + c] * weight[taps.Weights[tap] + c] + sum;
                sums[c] = mask == null ? sum : interval.Of(sum, mask[c]);
            }
        }
    }

    /// <summary>The taps of one output position, in order.</summary>
    /// <param name="values">Room for where the channels of each tap's input position begin in the image.</param>
    /// <param name="weights">Room for where its weights begin.</param>
    private ref struct Taps(Span<nint> values, Span<nint> weights)
    {
        /// <summary>Where the channels of each tap's input position begin in the image.</summary>
        public readonly Span<nint> Values = values;

        /// <summary>Where its weights begin.</summary>
        public readonly Span<nint> Weights = weights;

        /// <summary>The number of taps.</summary>
        public int Count { get; private set; }

        /// <summary>Finds them.</summary>
        public void Find(TransposedGrid grid, TransposedTaps first, TransposedTaps second, TransposedTaps third, int channels)
        {
            Count = 0;
            for (int n = 0; n < first.Count; n++)
            {
                for (int k = 0; k < second.Count; k++)
                {
                    for (int l = 0; l < third.Count; l++)
                    {
                        (int tap, int position) = grid.Rules.Source(first, n, second, k, third, l);
                        Values[Count] = (nint)position * channels;
                        Weights[Count++] = (nint)tap * channels;
                    }
                }
            }
        }
    }
}
