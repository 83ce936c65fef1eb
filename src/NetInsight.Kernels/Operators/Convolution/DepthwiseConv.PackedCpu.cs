using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A depthwise convolution (each output channel depends on the same input channel only) packed for the CPU: weights [taps, channels], so
/// that one tap is one multiply-add of vectors over all channels.
/// </summary>
internal sealed unsafe record DepthwiseConvPackedCpu(Window Window, float[] Weight, Epilogue Epilogue)
    : CpuPackedOperator, IFusesRelu, IFusesMask, IComputesRegions
{
    /// <summary>How many positions ahead the mask is fetched.</summary>
    private const int PositionsAhead = 8;

    /// <summary>What the second input must be for a result to pass; null where there is no mask.</summary>
    public PassInterval? Mask { get; init; }

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public Operator? WithMask(PassInterval interval) => Mask is null ? this with { Mask = interval } : null;

    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <summary>Packs weights [C, 1, kh, kw], with a factor for each channel (null for 1).</summary>
    public static DepthwiseConvPackedCpu Pack(CpuDevice device, Conv conv, Tensor weight, float[]? gain, Epilogue epilogue)
    {
        float[] packed = MatrixTranspose.Of(device, weight.Reshape(new Shape(conv.Groups, conv.Window.Taps))).AsSpan().ToArray();
        for (int i = 0; gain is not null && i < packed.Length; i++)
            packed[i] *= gain[i % gain.Length];
        if (conv.IsMirrored)
            ReverseRows(packed, conv.Groups);
        return new DepthwiseConvPackedCpu(conv.Window, packed, epilogue);
    }

    /// <summary>The taps, one a row, in reverse order.</summary>
    private static void ReverseRows(float[] rows, int columns)
    {
        float[] copy = [.. rows];
        for (int start = 0; start < rows.Length; start += columns)
            copy.AsSpan(rows.Length - columns - start, columns).CopyTo(rows.AsSpan(start, columns));
    }

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToNchw(inputs[0]);
    }

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        Compute(device, x[0], null, RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape)), Mask is null ? null : x[1], y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public void ForwardRegions(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor y) =>
        Compute(device, maps, dirty, regions, null, y);

    private void Compute(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? mask, Tensor y)
    {
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        Window window = Window.For(input);
        int channels = input.Channels;
        device.ForRanges(regions.Positions, (long)channels * window.Taps / 8 + 1, (start, end) =>
        {
            using Scratch copy = new(window.Taps * channels);
            fixed (float* stored = maps.AsSpan(), patched = dirty is null ? default : dirty.AsSpan(), results = y.AsSpan(), weight = Weight)
            fixed (float* masks = mask is null ? default : mask.AsSpan())
            {
                DirtyFeatureMaps source = new(stored, input, patched);
                foreach (RowSpan span in regions.RowSpans(start, end))
                {
                    WindowTaps rows = new(window.Rows, span.Row, input.Height);
                    float* target = results + (nint)span.Position * channels;
                    for (int p = 0; p < span.Count; p++, target += channels)
                    {
                        WindowTaps columns = new(window.Columns, span.Column + p, input.Width);
                        TapBlock block = source.Block(regions[span.Index], window, rows, columns, copy.Pointer);
                        float* weights = weight + (rows.First * window.Columns.Kernel + columns.First) * channels;
                        MatrixRef deciding = new(masks + (target - results), channels);
                        if (masks != null)
                            MaskedBlock.Prefetch(deciding.From(PositionsAhead, 0), 1, channels);
                        Sum(block, weights, window.Columns.Kernel * channels, channels, target);
                        if (masks != null)
                            Mask!.Value.Apply(new MatrixRef(target, channels), deciding, 1, channels);
                    }
                }
            }
        });
    }

    /// <summary>One position: sums over its taps in order, each step rounded once as in the <see cref="Microkernel"/>.</summary>
    /// <remarks>
    /// <code>
    ///   for each 16 channels                        sums: two vectors of 8 lanes, in registers
    ///     for each tap row, for each tap of it      x and weights: two vectors each, from memory
    ///     epilogue and store
    ///   remaining channels: one by one
    /// </code>
    /// </remarks>
    private void Sum(TapBlock block, float* weight, nint weightLine, int channels, float* target)
    {
        int c = 0;
        fixed (float* bias = Epilogue.Bias)
        {
            // 16 channels: two vectors of 8 lanes, a channel in each.
            for (; c + 16 <= channels; c += 16)
            {
                Vector256<float> left = Vector256<float>.Zero, right = left;
                float* row = block.First + c, weights = weight + c;
                for (int u = 0; u < block.Height; u++, row += block.RowStride, weights += weightLine)
                {
                    float* x = row, w = weights;
                    for (int v = 0; v < block.Width; v++, x += block.ColumnStride, w += channels)
                    {
                        left = Vector256.MultiplyAddEstimate(Vector256.Load(x), Vector256.Load(w), left);
                        right = Vector256.MultiplyAddEstimate(Vector256.Load(x + 8), Vector256.Load(w + 8), right);
                    }
                }

                // Epilogue and store.
                if (bias != null)
                    (left, right) = (left + Vector256.Load(bias + c), right + Vector256.Load(bias + c + 8));
                (Epilogue.Relu ? ReluRule.Of(left) : left).Store(target + c);
                (Epilogue.Relu ? ReluRule.Of(right) : right).Store(target + c + 8);
            }
        }

        // Remaining channels: the scalar equivalent.
        for (; c < channels; c++)
        {
            float sum = 0;
            for (int u = 0; u < block.Height; u++)
            {
                for (int v = 0; v < block.Width; v++)
                {
                    float x = block.First[u * block.RowStride + v * block.ColumnStride + c];
                    float w = weight[u * weightLine + (nint)v * channels + c];
                    sum = float.MultiplyAddEstimate(x, w, sum);
                }
            }

            target[c] = Epilogue.Apply(sum, c);
        }
    }
}
