using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// A transposed convolution over rows and columns with few output channels, packed for the CPU: such as the gradient of a network's first
/// convolution by an image of three channels. The products of one input row stay in the caches and are added to the output rows at once.
/// </summary>
/// <remarks>
/// <code>
///   for each image, for each band of output rows, in parallel     sums: the band's rows with their padding, scratch memory
///     for each input row that reaches into the band
///       GEMM     [input columns, channels] x [channels, taps x output channels]        products of a row: first- or second-level cache
///       col2im   for each tap row u: sums[row i s + u d] += products: at input column j the taps of a row and their channels are one run
///                that begins at column j s; runs that overlap are added in passes of their own
///     bias, and the rows without their padding to y
/// </code>
/// Every element is one sum in one order: input rows, tap rows, passes, columns; whatever the bands.
/// </remarks>
/// <param name="Axes">The rules of rows and columns.</param>
/// <param name="Matrix">[channels, taps x output channels], the columns filled up with zeros to whole panels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Bias">[output channels]; null for none.</param>
internal sealed unsafe record NarrowConvTransposePackedCpu(
    ImmutableArray<TransposedAxis> Axes, PackedMatrix Matrix, int Outputs, float[]? Bias) : CpuPackedOperator
{
    /// <summary>The longest run of a tap row, in floats: beyond it the products of a row no longer stay in the caches.</summary>
    private const int LongestRun = 64;

    /// <summary>The most and the fewest output rows of a band; input rows that reach into two are multiplied twice.</summary>
    private const int MostBandRows = 56, LeastBandRows = 16;

    private const int Lanes = 8;

    /// <inheritdoc/>
    public override string Name => nameof(ConvTranspose);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        ConvTranspose.ReceptiveFieldOver(Axes, input);

    /// <summary>Whether a transposed convolution with weights [C, taps, M/groups] is of this kind.</summary>
    public static bool Fits(ConvTranspose conv, Shape weight) =>
        conv.Axes.Length == 2 && conv.Groups == 1 && conv.Axes[1].Window.Dilation == 1
        && (long)weight[2] * conv.Axes[1].Window.Kernel <= LongestRun;

    /// <summary>Packs weights [C, taps, M].</summary>
    public static NarrowConvTransposePackedCpu Pack(CpuDevice device, ConvTranspose conv, Tensor weight, float[]? bias)
    {
        int columns = weight.Shape[1] * weight.Shape[2], width = Microkernel.Best.Columns;
        PackedMatrix matrix = PackedMatrix.Empty(weight.Shape[0], (columns + width - 1) / width * width);
        matrix.ForColumns(device, column =>
        {
            ReadOnlySpan<float> source = weight.AsSpan()[Math.Min(column, columns - 1)..];
            float* target = matrix.ColumnAt(column);
            for (int c = 0; column < columns && c < matrix.Depth; c++)
                target[(nint)c * matrix.Kernel.Columns] = source[c * columns];
        });
        return new NarrowConvTransposePackedCpu(conv.Axes, matrix, weight.Shape[2], bias);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => ConvTranspose.OutputShape(Axes, inputs[0], Outputs);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        TransposedGrid grid = new(Axes, source.Shape);
        (TransposedRule rows, TransposedRule columns) = (grid.Rules.First, grid.Rules.Second);
        int bandRows = BandRows(rows.Outputs, y.Shape[0] == 1 ? device.Threads : 1), bands = (rows.Outputs + bandRows - 1) / bandRows;
        long work = (long)bandRows * columns.Input * Matrix.Depth * Matrix.Columns / 16;
        device.For(y.Count == 0 ? 0 : y.Shape[0] * bands, work, index =>
        {
            int start = index % bands * bandRows, count = Math.Min(bandRows, rows.Outputs - start);
            fixed (float* from = source.AsSpan(), to = y.AsSpan())
            {
                float* image = from + (nint)(index / bands) * rows.Input * columns.Input * Matrix.Depth;
                float* result = to + ((nint)(index / bands) * rows.Outputs + start) * columns.Outputs * Outputs;
                Band(grid, image, start, count, result);
            }
        });
    }

    /// <summary>Output rows of a band, for bands in a multiple of the threads, so that all end together.</summary>
    private static int BandRows(int outputs, int threads)
    {
        int bands = Math.Max((outputs + MostBandRows - 1) / MostBandRows, 1), even = (bands + threads - 1) / threads * threads;
        return Math.Max((outputs + even - 1) / even, LeastBandRows);
    }

    private void Band(TransposedGrid grid, float* image, int start, int count, float* result)
    {
        (TransposedRule rows, TransposedRule columns) = (grid.Rules.First, grid.Rules.Second);
        int run = columns.Kernel * Outputs, step = columns.Stride * Outputs;

        // Sums: rows that hold everything that an input row reaches, and all that is stored, with room for whole vectors.
        int reached = (columns.Input - 1) * step + run, stored = (columns.Before + columns.Outputs) * Outputs;
        int line = Math.Max(reached, stored) + Lanes;
        using Scratch sums = new(count * line), products = new(columns.Input * Matrix.Columns + Lanes);
        new Span<float>(sums.Pointer, count * line).Clear();
        (int first, int end) = grid.InputRange(start, count);
        for (int i = first; i < end; i++)
        {
            // GEMM of one input row.
            StridedRows row = new(image + (nint)i * columns.Input * Matrix.Depth, Matrix.Depth);
            MatrixRef target = new(products.Pointer, Matrix.Columns);
            Sgemm.Block(row, 0, columns.Input, Matrix, new PanelRange(0, Matrix.Panels), target, Epilogue.None, default);

            // col2im.
            for (int u = 0; u < rows.Kernel; u++)
            {
                int output = i * rows.Stride - rows.Before + u * rows.Dilation - start;
                if (output >= 0 && output < count)
                    AddRow(products.Pointer + u * run, sums.Pointer + (nint)output * line, columns.Input, run, step);
            }
        }

        // Bias; rows without their padding.
        int width = columns.Outputs * Outputs;
        for (int output = 0; output < count; output++, result += width)
        {
            float* from = sums.Pointer + (nint)output * line + columns.Before * Outputs;
            new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(result, width));
            for (int k = 0; Bias is not null && k < width; k++)
                result[k] += Bias[k % Outputs];
        }
    }

    /// <summary>Adds the runs of all input columns to a row of sums.</summary>
    /// <remarks>
    /// <code>
    ///   pass 0:  column 0 |run----|      column p |run----|        runs of a pass do not overlap, so that no addition waits for the
    ///   pass 1:     column 1 |run----|      column p+1 |run----|   one before it
    /// </code>
    /// Lanes behind the end of a run add 0.
    /// </remarks>
    private void AddRow(float* products, float* sums, int count, int run, int step)
    {
        int whole = run / Lanes, passes = ((whole + 1) * Lanes + step - 1) / step;
        Vector256<int> lanes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        Vector256<float> tail = Vector256.LessThan(lanes, Vector256.Create(run - whole * Lanes)).AsSingle();
        for (int pass = 0; pass < passes; pass++)
        {
            for (int j = pass; j < count; j += passes)
            {
                float* from = products + (nint)j * Matrix.Columns, to = sums + (nint)j * step;
                for (int k = 0; k < whole; k++)
                    (Vector256.Load(to + k * Lanes) + Vector256.Load(from + k * Lanes)).Store(to + k * Lanes);
                Vector256<float> rest = Vector256.Load(from + whole * Lanes) & tail;
                (Vector256.Load(to + whole * Lanes) + rest).Store(to + whole * Lanes);
            }
        }
    }
}
