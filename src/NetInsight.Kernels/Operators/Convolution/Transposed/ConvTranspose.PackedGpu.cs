using System.Collections.Immutable;
using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>The outputs that one launch computes, and the input positions that it reads.</summary>
/// <param name="Start">First output of the first axis.</param>
/// <param name="Rows">Outputs of the first axis.</param>
/// <param name="Origin">The first input position that X holds of each image.</param>
/// <param name="Positions">Input positions that X holds of each image.</param>
internal readonly record struct TransposedBand(int Start, int Rows, int Origin, int Positions);

/// <summary>The channels of a transposed convolution: groups, and input and output channels of each.</summary>
internal readonly record struct TransposedChannels(int Groups, int Depth, int PerGroup);

/// <summary>Arguments of the kernels of <see cref="ConvTransposePackedGpu"/>.</summary>
/// <param name="X">The feature maps in NHWC; for col2im, the GEMM's result [input positions, taps, output channels].</param>
/// <param name="Weights">[input channels, taps, output channels of a group].</param>
/// <param name="Bias">[output channels]; anything where there is none.</param>
/// <param name="Y">The outputs of the band.</param>
/// <param name="Rules">The rule of each axis.</param>
/// <param name="Band">The outputs, and the input positions in X.</param>
/// <param name="Channels">Groups and channels.</param>
/// <param name="HasBias">1 where there is a bias.</param>
internal readonly record struct TransposedArguments(
    ArrayView<float> X,
    ArrayView<float> Weights,
    ArrayView<float> Bias,
    ArrayView<float> Y,
    TransposedRules Rules,
    TransposedBand Band,
    TransposedChannels Channels,
    int HasBias);

/// <summary>The output of a thread, and the taps that contribute to it along each axis.</summary>
internal readonly record struct TransposedOutput(int Image, int Channel, TransposedTaps First, TransposedTaps Second, TransposedTaps Third)
{
    /// <summary>The output at an index of the band.</summary>
    public static TransposedOutput Of(TransposedArguments a, int index)
    {
        TransposedRules rules = a.Rules;
        int channels = a.Channels.Groups * a.Channels.PerGroup, position = index / channels;
        int line = position / rules.Third.Outputs, row = line / rules.Second.Outputs, image = row / a.Band.Rows;
        return new TransposedOutput(
            image,
            index - position * channels,
            TransposedTaps.Of(rules.First, a.Band.Start + row - image * a.Band.Rows),
            TransposedTaps.Of(rules.Second, line - row * rules.Second.Outputs),
            TransposedTaps.Of(rules.Third, position - line * rules.Third.Outputs));
    }
}

/// <summary>Transposed convolution packed for the GPU.</summary>
/// <param name="Axes">The rule of each axis.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="PerGroup">Output channels of a group.</param>
/// <param name="Weights">[input channels, taps, output channels of a group].</param>
/// <param name="Bias">[output channels]; null for none.</param>
/// <remarks>
/// <code>
///   one group, in bands of images, or of rows of one image, that bound the GEMM's result:
///     GEMM     [input positions, channels] x [channels, taps x output channels]
///     col2im   one thread for each output: the sum of its taps, in order
///   several groups (mostly of one channel each), all at once:
///     direct   one thread for each output: for each of its taps, for each input channel of the group
/// </code>
/// </remarks>
internal sealed record ConvTransposePackedGpu(
    ImmutableArray<TransposedAxis> Axes, int Groups, int PerGroup, GpuTensor Weights, GpuTensor? Bias)
    : GpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override int Depth => Weights.Count / Math.Max(Groups * PerGroup, 1);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        ConvTranspose.ReceptiveFieldOver(Axes, input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.OutputShape(Axes, inputs[0], Groups * PerGroup);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        TransposedGrid grid = new(Axes, x[0].Shape);
        TransposedRules rules = grid.Rules;
        int outputs = rules.First.Outputs;
        TransposedArguments whole = new(
            x[0].View,
            Weights.View,
            (Bias ?? Weights).View,
            y.View,
            rules,
            new TransposedBand(0, outputs, 0, rules.First.Input * grid.PositionsPerRow),
            new TransposedChannels(Groups, x[0].Shape[-1] / Groups, PerGroup),
            Bias is null ? 0 : 1);

        // Several groups: direct.
        if (Groups > 1)
        {
            device.ForEach(DirectKernel, y.Count, whole);
            return;
        }

        // One group: bands.
        int images = grid.ImagesPerBand(PerGroup), band = images > 0 ? outputs : grid.BandRows(PerGroup);
        for (int n = 0; n < y.Shape[0]; n += Math.Max(images, 1))
        {
            int count = Math.Min(Math.Max(images, 1), y.Shape[0] - n);
            for (int start = 0; start < outputs; start += band)
                Band(device, grid, whole, (n, count), (start, Math.Min(band, outputs - start)));
        }
    }

    /// <summary>Some outputs of the first axis of one image, or all of several images.</summary>
    private static void Band(
        GpuDevice device, TransposedGrid grid, TransposedArguments whole, (int First, int Count) images, (int Start, int Count) outputs)
    {
        TransposedRules rules = grid.Rules;
        int depth = whole.Channels.Depth, perGroup = whole.Channels.PerGroup, columns = rules.TapCount * perGroup;
        bool isWhole = images.Count > 1 || outputs.Count == rules.First.Outputs;
        (int first, int end) = isWhole ? (0, rules.First.Input) : grid.InputRange(outputs.Start, outputs.Count);
        int positions = (end - first) * grid.PositionsPerRow, line = rules.Second.Outputs * rules.Third.Outputs * perGroup;
        GpuTensor products = device.Rent(new Shape(grid.ProductCount(images.Count * (end - first), perGroup)));
        try
        {
            // GEMM.
            int from = (images.First * rules.First.Input + first) * grid.PositionsPerRow * depth;
            GpuSgemm.Run(device, new GpuSgemmArguments(
                whole.X.SubView(from, images.Count * positions * depth),
                GpuIm2ColRows.OfMatrix(images.Count * positions, depth),
                whole.Weights,
                depth,
                columns,
                new GpuMatrixRef(products.View, columns),
                GpuEpilogue.Of(products.View)));

            // col2im.
            int to = (images.First * rules.First.Outputs + outputs.Start) * line, count = images.Count * outputs.Count * line;
            device.ForEach(Col2ImKernel, count, whole with
            {
                X = products.View,
                Y = whole.Y.SubView(to, count),
                Band = new TransposedBand(outputs.Start, outputs.Count, first * grid.PositionsPerRow, positions),
            });
        }
        finally
        {
            device.Return(products);
        }
    }

    /// <summary>One output: bias, then the products of its taps, in order.</summary>
    /// <remarks>
    /// <code>
    ///   output: image, channel, and the taps of each axis that contribute
    ///   sum:    bias, then for each tap X[position, tap, channel]    X, the GEMM's result: global memory; sum: register
    ///   store:  Y; neighbouring threads on neighbouring channels
    /// </code>
    /// </remarks>
    private static void Col2ImKernel(Index1D index, TransposedArguments a)
    {
        // Output.
        TransposedOutput at = TransposedOutput.Of(a, index);
        int taps = a.Rules.TapCount;

        // Sum.
        float sum = a.HasBias != 0 ? a.Bias[at.Channel] : 0;
        for (int n = 0; n < at.First.Count; n++)
        {
            for (int k = 0; k < at.Second.Count; k++)
            {
                for (int l = 0; l < at.Third.Count; l++)
                {
                    (int tap, int from) = a.Rules.Source(at.First, n, at.Second, k, at.Third, l);
                    sum += a.X[((at.Image * a.Band.Positions + from - a.Band.Origin) * taps + tap) * a.Channels.PerGroup + at.Channel];
                }
            }
        }

        // Store.
        a.Y[index] = sum;
    }

    /// <summary>
    /// One output of a group: bias, then for each of its taps, in order, the dot product over the group's input channels.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   output: image, channel, and the taps of each axis that contribute
    ///   sum:    bias, then for each tap, for each input channel of the group    X, Weights: global memory; sum: register
    ///   store:  Y; neighbouring threads on neighbouring channels
    /// </code>
    /// </remarks>
    private static void DirectKernel(Index1D index, TransposedArguments a)
    {
        // Output.
        TransposedOutput at = TransposedOutput.Of(a, index);
        int taps = a.Rules.TapCount, perGroup = a.Channels.PerGroup, depth = a.Channels.Depth;
        int group = at.Channel / perGroup, m = at.Channel - group * perGroup;

        // Sum.
        float sum = a.HasBias != 0 ? a.Bias[at.Channel] : 0;
        for (int n = 0; n < at.First.Count; n++)
        {
            for (int k = 0; k < at.Second.Count; k++)
            {
                for (int l = 0; l < at.Third.Count; l++)
                {
                    (int tap, int from) = a.Rules.Source(at.First, n, at.Second, k, at.Third, l);
                    int x = ((at.Image * a.Band.Positions + from) * a.Channels.Groups + group) * depth;
                    int w = (group * depth * taps + tap) * perGroup + m;
                    for (int d = 0; d < depth; d++)
                        sum += a.X[x + d] * a.Weights[w + d * taps * perGroup];
                }
            }
        }

        // Store.
        a.Y[index] = sum;
    }
}
