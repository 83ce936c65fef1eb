using System.Numerics;
using System.Runtime.InteropServices;

namespace NetInsight;

/// <summary>
/// A depthwise convolution (each channel sees itself only) made ready for the processor: weights tap by tap, channels innermost, so that one
/// tap is one vector product over all channels.
/// </summary>
internal sealed record DepthwiseConv(Window Window, float[] Weight, Epilogue Epilogue) : CpuForm, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override MemoryOrder Order => MemoryOrder.ChannelsLast;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <summary>Packs weights C x 1 x kh x kw, with a factor for each channel (null for 1).</summary>
    public static DepthwiseConv Pack(CpuDevice device, Conv conv, Tensor weight, float[]? gain, Epilogue epilogue)
    {
        Tensor tapsFirst = Tensor.Uninitialized(new Shape(conv.Window.Taps, conv.Groups));
        new Transpose([1, 0]).Forward(device, [weight.Reshape(new Shape(conv.Groups, conv.Window.Taps))], tapsFirst);
        float[] packed = tapsFirst.AsSpan().ToArray();
        for (int i = 0; gain is not null && i < packed.Length; i++)
            packed[i] *= gain[i % gain.Length];
        return new DepthwiseConv(conv.Window, packed, epilogue);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfPlain(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToPlain(inputs[0]);
    }

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        FeatureMap input = FeatureMap.OfStored(source.Shape), output = FeatureMap.OfStored(y.Shape);
        Window window = Window.For(input);
        int channels = input.Channels;

        device.For(output.Batch * output.Height, (long)output.Width * channels * window.Taps, row =>
        {
            Taps rows = new(window.Rows, row % output.Height, input.Height);
            ReadOnlySpan<float> map = source.AsSpan().Slice(row / output.Height * input.Places * channels, input.Places * channels);
            for (int j = 0; j < output.Width; j++)
            {
                Taps columns = new(window.Columns, j, input.Width);
                Span<float> sum = y.AsSpan().Slice((row * output.Width + j) * channels, channels);
                sum.Clear();
                for (int u = rows.First; u < rows.End; u++)
                {
                    for (int v = columns.First; v < columns.End; v++)
                    {
                        int place = (rows.Start + u * window.Rows.Dilation) * input.Width + columns.Start + v * window.Columns.Dilation;
                        MultiplyAdd(
                            map.Slice(place * channels, channels), Weight.AsSpan((u * window.Columns.Kernel + v) * channels, channels), sum);
                    }
                }

                Epilogue.Apply(sum, 0);
            }
        });
    }

    /// <summary>sum += x * w, rounded once a step, as the <see cref="Microkernel"/> does.</summary>
    private static void MultiplyAdd(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> sum)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x), ws = MemoryMarshal.Cast<float, Vector<float>>(w);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        for (int i = 0; i < sums.Length; i++)
            sums[i] = Vector.MultiplyAddEstimate(xs[i], ws[i], sums[i]);
        for (int i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] = float.MultiplyAddEstimate(x[i], w[i], sum[i]);
    }
}
