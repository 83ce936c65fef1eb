using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// Transposed convolution packed for the CPU: a GEMM [input positions, channels] x [channels, taps x output channels per group] for each
/// group, then col2im, which sums the taps of each output position in a fixed order (same bits for any number of threads).
/// </summary>
/// <remarks>
/// <code>
///   for each image, for each band of outputs of the first axis
///     for each group
///       GEMM     [input positions of the band, channels] x [channels, taps x output channels]    result: scratch memory
///       col2im   for each line of outputs, in parallel: bias, then taps in order, output channels at once
/// </code>
/// Computed in bands of outputs of the first axis, to bound the GEMM's result; input positions that contribute to two bands are multiplied
/// twice. Every element is the same sum whatever the bands.
/// </remarks>
internal sealed unsafe record ConvTransposePackedCpu(
    ImmutableArray<TransposedAxis> Axes, ImmutableArray<PackedMatrix> Groups, int PerGroup, float[]? Bias)
    : CpuPackedOperator
{
    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        ConvTranspose.ReceptiveFieldOver(Axes, input);

    /// <summary>Packs weights [C, taps, M/groups].</summary>
    public static ConvTransposePackedCpu Pack(CpuDevice device, ConvTranspose conv, Tensor weight, float[]? bias)
    {
        int channels = weight.Shape[0] / conv.Groups, columns = weight.Shape[1] * weight.Shape[2];
        return new ConvTransposePackedCpu(conv.Axes, [.. Enumerable.Range(0, conv.Groups).Select(PackGroup)], weight.Shape[2], bias);

        PackedMatrix PackGroup(int group)
        {
            ReadOnlyMemory<float> values = weight.AsMemory().Slice(group * channels * columns, channels * columns);
            return PackedMatrix.Pack(device, values, channels, columns, columns, 1);
        }
    }

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.OutputShape(Axes, inputs[0], Groups.Length * PerGroup);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        TransposedGrid grid = new(Axes, x[0].Shape);
        int band = grid.BandRows(PerGroup), outputs = grid.Rules.First.Outputs;
        for (int n = 0; n < y.Shape[0]; n++)
        {
            for (int start = 0; start < outputs; start += band)
                Band(device, grid, x[0], y, n, start, Math.Min(band, outputs - start));
        }
    }

    /// <summary>Outputs <paramref name="start"/> .. +<paramref name="count"/> of the first axis of one image.</summary>
    private void Band(CpuDevice device, TransposedGrid grid, Tensor x, Tensor y, int image, int start, int count)
    {
        (int first, int end) = grid.InputRange(start, count);
        int perRow = grid.PositionsPerRow, channels = x.Shape[-1], depth = channels / Groups.Length, lines = grid.Rules.Second.Outputs;
        using Scratch scratch = new(grid.ProductCount(end - first, PerGroup) + Lanes);           // vectors may read behind the last product
        nint products = (nint)scratch.Pointer;
        fixed (float* source = x.AsSpan())
        {
            float* from = source + ((nint)image * grid.Rules.First.Input + first) * perRow * channels;
            for (int group = 0; group < Groups.Length; group++)
            {
                // GEMM of one group.
                PackedMatrix matrix = Groups[group];
                int rows = (end - first) * perRow;
                MatrixRef result = new((float*)products, matrix.Columns);
                Sgemm.Compute(device, new StridedRows(from + group * depth, channels), rows, matrix, result, Epilogue.None);

                // col2im.
                int current = group;
                device.For(count * lines, (long)grid.Rules.Third.Outputs * matrix.Columns, line =>
                {
                    nint origin = (nint)first * perRow * matrix.Columns;
                    SumLine(grid, (float*)products - origin, y, (image, start + line / lines, line % lines), current);
                });
            }
        }
    }

    /// <summary>Lanes of the vectors in which channels are summed.</summary>
    private const int Lanes = 8;

    /// <summary>
    /// One group's channels of a line of outputs along the third axis; products of input position 0 would begin at
    /// <paramref name="products"/>.
    /// </summary>
    [SkipLocalsInit]
    private void SumLine(TransposedGrid grid, float* products, Tensor y, (int Image, int Row, int Column) at, int group)
    {
        TransposedTaps first = grid.First(at.Row), second = grid.Second(at.Column);
        int channels = Groups.Length * PerGroup, columns = Groups[group].Columns;
        TransposedRules rules = grid.Rules;
        nint start = ((nint)(at.Image * rules.First.Outputs + at.Row) * rules.Second.Outputs + at.Column) * rules.Third.Outputs;
        int most = Math.Max(first.Count * second.Count * rules.Third.Kernel, 1);
        nint[]? many = most > 256 ? new nint[most] : null;
        nint* few = stackalloc nint[256];
        fixed (nint* listed = many)
        fixed (float* target = y.AsSpan(), bias = Bias)
        {
            nint* offsets = many is null ? few : listed;
            for (int o = 0; o < rules.Third.Outputs; o++)
            {
                // Taps: where the products of each begin, in order.
                TransposedTaps third = grid.Third(o);
                int count = 0;
                for (int n = 0; n < first.Count; n++)
                {
                    for (int k = 0; k < second.Count; k++)
                    {
                        for (int l = 0; l < third.Count; l++)
                        {
                            (int tap, int position) = rules.Source(first, n, second, k, third, l);
                            offsets[count++] = (nint)position * columns + tap * PerGroup;
                        }
                    }
                }

                float* shift = bias == null ? null : bias + group * PerGroup;
                SumOutput(products, offsets, count, shift, target + (start + o) * channels + group * PerGroup);
            }
        }
    }

    /// <summary>One output position: bias, then its taps in order.</summary>
    /// <remarks>
    /// <code>
    ///   for each 8 channels     sum: register, one channel in each lane
    ///   channels left over      the same; lanes behind the last channel are summed, but not stored
    /// </code>
    /// </remarks>
    private void SumOutput(float* products, nint* offsets, int count, float* bias, float* target)
    {
        // 8 channels.
        int c = 0;
        for (; c + Lanes <= PerGroup; c += Lanes)
        {
            Vector256<float> sum = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + c);
            for (int t = 0; t < count; t++)
                sum += Vector256.Load(products + offsets[t] + c);
            sum.Store(target + c);
        }

        // Channels left over.
        if (c == PerGroup)
            return;
        Vector256<float> rest = Vector256<float>.Zero;
        for (int lane = 0; bias != null && c + lane < PerGroup; lane++)
            rest = rest.WithElement(lane, bias[c + lane]);
        for (int t = 0; t < count; t++)
            rest += Vector256.Load(products + offsets[t] + c);
        for (int lane = 0; c + lane < PerGroup; lane++)
            target[c + lane] = rest.GetElement(lane);
    }
}
