using System.Collections.Immutable;

namespace NetInsight;

/// <summary>
/// A convolution made ready for the processor: for each group a matrix of (tap row, tap column, channel) x output channels, packed; bias and
/// ReLU fused. It is then a product whose rows are the places of the output.
/// </summary>
internal sealed unsafe record PackedConv(Window Window, ImmutableArray<PackedMatrix> Groups, Epilogue Epilogue) : Operator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override MemoryOrder Order => MemoryOrder.ChannelsLast;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <summary>Packs weights M x C/groups x kh x kw.</summary>
    public static PackedConv Pack(CpuDevice device, Conv conv, Tensor weight, Epilogue epilogue)
    {
        int channels = weight.Shape[1], taps = conv.Window.Taps, outputs = weight.Shape[0] / conv.Groups, depth = channels * taps;
        Tensor tapsFirst = Tensor.Uninitialized(new Shape(weight.Shape[0], taps, channels));
        new Transpose([0, 2, 1]).Forward(device, [weight.Reshape(new Shape(weight.Shape[0], channels, taps))], tapsFirst);
        return new PackedConv(conv.Window, [.. Enumerable.Range(0, conv.Groups).Select(PackGroup)], epilogue);

        PackedMatrix PackGroup(int group) =>
            PackedMatrix.Pack(device, tapsFirst.AsMemory().Slice(group * outputs * depth, outputs * depth), depth, outputs, 1, depth);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        Window.Slide(FeatureMap.OfPlain(inputs[0], Name), Groups.Length * Groups[0].Columns, Name).ToPlain(inputs[0]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        FeatureMap input = FeatureMap.OfStored(x[0].Shape), output = FeatureMap.OfStored(y.Shape);
        Window window = Window.For(input);
        int channels = input.Channels / Groups.Length, outputs = output.Channels / Groups.Length;
        bool isPointwise = window == NetInsight.Window.Square(1) with { Ceiling = window.Ceiling };

        fixed (float* source = x[0].AsSpan(), result = y.AsSpan())
        {
            for (int group = 0; group < Groups.Length; group++)
            {
                Epilogue epilogue = Groups.Length == 1 || Epilogue.Bias is null
                    ? Epilogue
                    : Epilogue with { Bias = Epilogue.Bias[(group * outputs)..((group + 1) * outputs)] };
                float* from = source + group * channels, to = result + group * outputs;
                int rows = output.Batch * output.Places;
                if (isPointwise)
                    MatrixProduct.Compute(device, new DirectRows(from, input.Channels), rows, Groups[group], to, output.Channels, epilogue);
                else
                    MatrixProduct.Compute(
                        device, new WindowRows(from, window, input, output, channels), rows, Groups[group], to, output.Channels, epilogue);
            }
        }
    }
}
