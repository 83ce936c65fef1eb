using System.Collections.Immutable;
using System.Numerics.Tensors;
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
///   for each line of outputs along the third axis, in parallel
///     for each output position of it            sum [channels]: y itself, in the first-level cache
///       bias: copied, or zeros
///       taps: in order, sum[c] += x[position, c] * weight[tap, c]    one vector loop over the channels
///     mask: 0 where it lies outside the interval                     the line, in the cache
/// </code>
/// Lanes and remaining channels are left to TensorPrimitives; the scalar equivalent is the formula of the taps.
/// </remarks>
internal sealed record DepthwiseConvTransposePackedCpu(ImmutableArray<TransposedAxis> Axes, Tensor Weight, float[]? Bias)
    : CpuPackedOperator, IFusesMask
{
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
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Tensor? masks = Mask is null ? null : x[1];
        TransposedGrid grid = new(Axes, source.Shape);
        TransposedRules rules = grid.Rules;
        int channels = Weight.Shape[1], width = rules.Third.Outputs, lines = rules.First.Outputs * rules.Second.Outputs;
        int image = rules.First.Input * grid.PositionsPerRow * channels;
        device.For(y.Shape[0] * lines, (long)width * channels * rules.TapCount, line =>
        {
            int at = line % lines;
            ReadOnlySpan<float> values = source.AsSpan().Slice(line / lines * image, image);
            Span<float> result = y.AsSpan().Slice(line * width * channels, width * channels);
            TransposedTaps first = grid.First(at / rules.Second.Outputs), second = grid.Second(at % rules.Second.Outputs);
            for (int o = 0; o < width; o++)
                Sum(grid, first, second, grid.Third(o), values, result.Slice(o * channels, channels));
            if (Mask is { } interval)
                Apply(interval, result, masks!.AsSpan().Slice(line * width * channels, width * channels));
        });
    }

    private static unsafe void Apply(PassInterval interval, Span<float> line, ReadOnlySpan<float> mask)
    {
        fixed (float* result = line, deciding = mask)
            interval.Apply(new MatrixRef(result, line.Length), new MatrixRef(deciding, line.Length), 1, line.Length);
    }

    /// <summary>One output position: bias, then its taps in order, all channels of a tap at once.</summary>
    private void Sum(
        TransposedGrid grid, TransposedTaps first, TransposedTaps second, TransposedTaps third, ReadOnlySpan<float> image, Span<float> sum)
    {
        ReadOnlySpan<float> weight = Weight.AsSpan();

        // Bias.
        if (Bias is null)
            sum.Clear();
        else
            Bias.CopyTo(sum);

        // Taps.
        for (int n = 0; n < first.Count; n++)
        {
            for (int k = 0; k < second.Count; k++)
            {
                for (int l = 0; l < third.Count; l++)
                {
                    (int tap, int position) = grid.Rules.Source(first, n, second, k, third, l);
                    ReadOnlySpan<float> values = image.Slice(position * sum.Length, sum.Length);
                    ReadOnlySpan<float> weights = weight.Slice(tap * sum.Length, sum.Length);
                    TensorPrimitives.MultiplyAdd(values, weights, sum, sum);
                }
            }
        }
    }
}
