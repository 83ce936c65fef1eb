using System.Collections.Immutable;
using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// A transposed convolution made ready for the processor: for each group a packed matrix of channels x (tap, output channel). A product
/// gives what every place of the input sends through every tap; then each output adds up what reaches it, taps in order.
/// </summary>
/// <remarks>
/// The product of a large map would be large, so the result is made in bands of the first axis; neighbouring bands compute the few places
/// twice that reach into both. Every number is the same sum whatever the bands.
/// </remarks>
internal sealed unsafe record ConvTransposePackedCpu(ImmutableArray<TransposedAxis> Axes, ImmutableArray<PackedMatrix> Groups, int PerGroup, float[]? Bias) : CpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => ConvTranspose.ReachOver(Axes, input);

    /// <summary>Packs weights C x taps x M/groups.</summary>
    public static ConvTransposePackedCpu Pack(CpuDevice device, ConvTranspose conv, Tensor weight, float[]? bias)
    {
        int channels = weight.Shape[0] / conv.Groups, columns = weight.Shape[1] * weight.Shape[2];
        return new ConvTransposePackedCpu(conv.Axes, [.. Enumerable.Range(0, conv.Groups).Select(PackGroup)], weight.Shape[2], bias);

        PackedMatrix PackGroup(int group) =>
            PackedMatrix.Pack(device, weight.AsMemory().Slice(group * channels * columns, channels * columns), channels, columns, columns, 1);
    }

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.Spread(Axes, inputs[0], Groups.Length * PerGroup);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        TransposedGrid grid = new(Axes, x[0].Shape);
        int band = grid.Band(PerGroup), outputs = grid.Rules.First.Outputs;
        for (int n = 0; n < y.Shape[0]; n++)
        {
            for (int start = 0; start < outputs; start += band)
                Band(device, grid, x[0], y, n, start, Math.Min(band, outputs - start));
        }
    }

    /// <summary>Makes outputs <paramref name="start"/> .. +<paramref name="count"/> of the first axis of one picture.</summary>
    private void Band(CpuDevice device, TransposedGrid grid, Tensor x, Tensor y, int picture, int start, int count)
    {
        (int first, int end) = grid.SeenBy(start, count);
        int places = grid.PlacesByRow, channels = x.Shape[-1], depth = channels / Groups.Length, across = grid.Rules.Second.Outputs;
        using Scratch scratch = new(grid.Sent(end - first, PerGroup));
        nint sent = (nint)scratch.Pointer;
        fixed (float* source = x.AsSpan())
        {
            float* from = source + ((nint)picture * grid.Rules.First.Input + first) * places * channels;
            for (int group = 0; group < Groups.Length; group++)
            {
                PackedMatrix matrix = Groups[group];
                Sgemm.Compute(
                    device, new StridedRows(from + group * depth, channels), (end - first) * places, matrix, (float*)sent, matrix.Columns, new Epilogue(null));
                int ownGroup = group, seen = first * places, sentCount = (end - first) * places * matrix.Columns;
                device.For(count * across, (long)grid.Rules.Third.Outputs * matrix.Columns, line =>
                    Line(grid, new ReadOnlySpan<float>((float*)sent, sentCount), seen, y, picture, start + line / across, line % across, ownGroup));
            }
        }
    }

    private void Line(TransposedGrid grid, ReadOnlySpan<float> sent, int seen, Tensor y, int picture, int row, int column, int group)
    {
        TransposedTaps first = grid.First(row), second = grid.Second(column);
        int channels = Groups.Length * PerGroup, columns = Groups[group].Columns;
        TransposedRules rules = grid.Rules;
        int start = ((picture * rules.First.Outputs + row) * rules.Second.Outputs + column) * rules.Third.Outputs;
        for (int o = 0; o < rules.Third.Outputs; o++)
        {
            TransposedTaps third = grid.Third(o);
            Span<float> sum = y.AsSpan().Slice((start + o) * channels + group * PerGroup, PerGroup);
            if (Bias is null)
                sum.Clear();
            else
                Bias.AsSpan(group * PerGroup, PerGroup).CopyTo(sum);
            for (int n = 0; n < first.Count; n++)
            {
                for (int k = 0; k < second.Count; k++)
                {
                    for (int l = 0; l < third.Count; l++)
                    {
                        (int tap, int place) = rules.Source(first, n, second, k, third, l);
                        TensorPrimitives.Add(sum, sent.Slice((place - seen) * columns + tap * PerGroup, PerGroup), sum);
                    }
                }
            }
        }
    }
}
