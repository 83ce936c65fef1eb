using System.Collections.Immutable;
using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>A transposed convolution of each channel by itself, made ready for the processor: weights taps x channels, so that channels are one vector.</summary>
internal sealed record DepthwiseConvTransposePackedCpu(ImmutableArray<TransposedAxis> Axes, Tensor Weight, float[]? Bias) : CpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => ConvTranspose.ReachOver(Axes, input);

    /// <summary>Packs weights channels x taps x 1.</summary>
    public static DepthwiseConvTransposePackedCpu Pack(CpuDevice device, ImmutableArray<TransposedAxis> axes, Tensor weight, float[]? bias)
    {
        int channels = weight.Shape[0], taps = weight.Shape[1];
        Tensor packed = Tensor.Uninitialized(new Shape(taps, channels));
        new Transpose([1, 0]).Forward(device, [weight.Reshape(new Shape(channels, taps))], packed);
        return new DepthwiseConvTransposePackedCpu(axes, packed, bias);
    }

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.Spread(Axes, inputs[0], Weight.Shape[1]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        TransposedGrid grid = new(Axes, source.Shape);
        TransposedRules rules = grid.Rules;
        int channels = Weight.Shape[1], width = rules.Third.Outputs, lines = rules.First.Outputs * rules.Second.Outputs;
        int picture = rules.First.Input * grid.PlacesByRow * channels;
        device.For(y.Shape[0] * lines, (long)width * channels * grid.Rules.TapCount, line =>
        {
            int at = line % lines;
            ReadOnlySpan<float> map = source.AsSpan().Slice(line / lines * picture, picture);
            Span<float> result = y.AsSpan().Slice(line * width * channels, width * channels);
            TransposedTaps first = grid.First(at / rules.Second.Outputs), second = grid.Second(at % rules.Second.Outputs);
            for (int o = 0; o < width; o++)
                Place(grid, first, second, grid.Third(o), map, result.Slice(o * channels, channels));
        });
    }

    private void Place(TransposedGrid grid, TransposedTaps first, TransposedTaps second, TransposedTaps third, ReadOnlySpan<float> map, Span<float> sum)
    {
        ReadOnlySpan<float> weight = Weight.AsSpan();
        if (Bias is null)
            sum.Clear();
        else
            Bias.CopyTo(sum);
        for (int n = 0; n < first.Count; n++)
        {
            for (int k = 0; k < second.Count; k++)
            {
                for (int l = 0; l < third.Count; l++)
                {
                    (int tap, int place) = grid.Rules.Source(first, n, second, k, third, l);
                    TensorPrimitives.MultiplyAdd(map.Slice(place * sum.Length, sum.Length), weight.Slice(tap * sum.Length, sum.Length), sum, sum);
                }
            }
        }
    }
}
