using System.Collections.Immutable;
using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>What the kernels of <see cref="ConvTransposePackedGpu"/> are handed.</summary>
/// <param name="X">The maps, channels last; or what their places sent, place by place, tap by tap, channel by channel.</param>
/// <param name="Weights">Input channels x taps x output channels of a group.</param>
/// <param name="Bias">A number for each output channel; anything where there is none.</param>
/// <param name="Y">The outputs that are made.</param>
/// <param name="Rules">How the input spreads along each axis.</param>
/// <param name="Start">The first output of the first axis that is made.</param>
/// <param name="Rows">How many of them are made.</param>
/// <param name="Seen">The first place of the input that <paramref name="X"/> holds of each picture.</param>
/// <param name="Places">How many places it holds of each.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Depth">Input channels of a group.</param>
/// <param name="PerGroup">Output channels of a group.</param>
/// <param name="HasBias">1 where there is a bias.</param>
internal readonly record struct TransposedArguments(
    ArrayView<float> X,
    ArrayView<float> Weights,
    ArrayView<float> Bias,
    ArrayView<float> Y,
    TransposedRules Rules,
    int Start,
    int Rows,
    int Seen,
    int Places,
    int Groups,
    int Depth,
    int PerGroup,
    int HasBias);

/// <summary>Which output a thread makes, and the taps that reach it along each axis.</summary>
internal readonly record struct TransposedPlace(int Picture, int Channel, TransposedTaps First, TransposedTaps Second, TransposedTaps Third)
{
    /// <summary>The output of a number among those that are made.</summary>
    public static TransposedPlace Of(TransposedArguments a, int index)
    {
        TransposedRules rules = a.Rules;
        int channels = a.Groups * a.PerGroup, place = index / channels;
        int line = place / rules.Third.Outputs, row = line / rules.Second.Outputs, picture = row / a.Rows;
        return new TransposedPlace(
            picture,
            index - place * channels,
            TransposedTaps.Of(rules.First, a.Start + row - picture * a.Rows),
            TransposedTaps.Of(rules.Second, line - row * rules.Second.Outputs),
            TransposedTaps.Of(rules.Third, place - line * rules.Third.Outputs));
    }
}

/// <summary>A transposed convolution on a graphics card.</summary>
/// <param name="Axes">The rule of each axis.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="PerGroup">Output channels of a group.</param>
/// <param name="Weights">Input channels x taps x output channels of a group.</param>
/// <param name="Bias">A number for each output channel; null for none.</param>
/// <remarks>
/// Without groups, as on the processor: a product gives what every place sends through every tap, and each output adds up what reaches it, for as many
/// pictures, or rows of one, as leave the product small. With groups (mostly of one channel) each output makes its products itself.
/// </remarks>
internal sealed record ConvTransposePackedGpu(ImmutableArray<TransposedAxis> Axes, int Groups, int PerGroup, GpuTensor Weights, GpuTensor? Bias) : GpuPackedOperator
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
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => ConvTranspose.ReachOver(Axes, input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.Spread(Axes, inputs[0], Groups * PerGroup);

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
            0,
            outputs,
            0,
            rules.First.Input * grid.PlacesByRow,
            Groups,
            x[0].Shape[-1] / Groups,
            PerGroup,
            Bias is null ? 0 : 1);
        if (Groups > 1)
        {
            device.ForEach(SpreadKernel, y.Count, whole);
            return;
        }

        int pictures = grid.Pictures(PerGroup), band = pictures > 0 ? outputs : grid.Band(PerGroup);
        for (int n = 0; n < y.Shape[0]; n += Math.Max(pictures, 1))
        {
            int many = Math.Min(Math.Max(pictures, 1), y.Shape[0] - n);
            for (int start = 0; start < outputs; start += band)
                Band(device, grid, whole, n, many, start, Math.Min(band, outputs - start));
        }
    }

    /// <summary>Makes some outputs of the first axis of one picture, or all of several pictures.</summary>
    private static void Band(GpuDevice device, TransposedGrid grid, TransposedArguments whole, int picture, int pictures, int start, int count)
    {
        TransposedRules rules = grid.Rules;
        (int first, int end) = pictures > 1 || count == rules.First.Outputs ? (0, rules.First.Input) : grid.SeenBy(start, count);
        int places = (end - first) * grid.PlacesByRow, columns = grid.Rules.TapCount * whole.PerGroup, line = rules.Second.Outputs * rules.Third.Outputs * whole.PerGroup;
        GpuTensor sent = device.Rent(new Shape(grid.Sent(pictures * (end - first), whole.PerGroup)));
        try
        {
            GpuSgemm.Run(device, new GpuSgemmArguments(
                whole.X.SubView((picture * rules.First.Input + first) * grid.PlacesByRow * whole.Depth, pictures * places * whole.Depth),
                whole.Weights,
                whole.Bias,
                sent.View,
                sent.View,
                GpuIm2ColRows.OfMatrix(pictures * places, whole.Depth),
                whole.Depth,
                columns,
                columns,
                0,
                default));
            int from = (picture * rules.First.Outputs + start) * line, numbers = pictures * count * line;
            device.ForEach(CollectKernel, numbers, whole with
            {
                X = sent.View,
                Y = whole.Y.SubView(from, numbers),
                Start = start,
                Rows = count,
                Seen = first * grid.PlacesByRow,
                Places = places,
            });
        }
        finally
        {
            device.Return(sent);
        }
    }

    /// <summary>One output: the sum of what was sent to it, taps in order.</summary>
    private static void CollectKernel(Index1D index, TransposedArguments a)
    {
        TransposedPlace at = TransposedPlace.Of(a, index);
        int taps = a.Rules.TapCount;
        float sum = a.HasBias != 0 ? a.Bias[at.Channel] : 0;
        for (int n = 0; n < at.First.Count; n++)
        {
            for (int k = 0; k < at.Second.Count; k++)
            {
                for (int l = 0; l < at.Third.Count; l++)
                {
                    (int tap, int from) = a.Rules.Source(at.First, n, at.Second, k, at.Third, l);
                    sum += a.X[((at.Picture * a.Places + from - a.Seen) * taps + tap) * a.PerGroup + at.Channel];
                }
            }
        }

        a.Y[index] = sum;
    }

    /// <summary>One output of a group: the sum of what the group's channels send to it.</summary>
    private static void SpreadKernel(Index1D index, TransposedArguments a)
    {
        TransposedPlace at = TransposedPlace.Of(a, index);
        int taps = a.Rules.TapCount, group = at.Channel / a.PerGroup, m = at.Channel - group * a.PerGroup;
        float sum = a.HasBias != 0 ? a.Bias[at.Channel] : 0;
        for (int n = 0; n < at.First.Count; n++)
        {
            for (int k = 0; k < at.Second.Count; k++)
            {
                for (int l = 0; l < at.Third.Count; l++)
                {
                    (int tap, int from) = a.Rules.Source(at.First, n, at.Second, k, at.Third, l);
                    int x = ((at.Picture * a.Places + from) * a.Groups + group) * a.Depth, w = (group * a.Depth * taps + tap) * a.PerGroup + m;
                    for (int d = 0; d < a.Depth; d++)
                        sum += a.X[x + d] * a.Weights[w + d * taps * a.PerGroup];
                }
            }
        }

        a.Y[index] = sum;
    }
}
