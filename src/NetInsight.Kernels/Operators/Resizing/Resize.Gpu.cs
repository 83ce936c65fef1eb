using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>
/// Arguments of the kernel of <see cref="Resize"/>: one resized axis, [lines, Input, Inner] to [lines, Output, Inner], and the taps of each
/// output.
/// </summary>
internal readonly record struct ResizeArguments(
    ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Table, int Input, int Output, int Inner);

/// <summary>
/// Arguments of the kernel that fills what lies outside a region of interest: one axis, [lines, Output, Inner], and for each of its
/// outputs 1 where it lies outside.
/// </summary>
internal readonly record struct ResizeFillArguments(ArrayView<float> Y, ArrayView<float> IsOutside, int Output, int Inner, float Value);

internal sealed partial record Resize
{
    /// <summary>Values of the table for one output: four positions, then four weights; unused taps have weight 0.</summary>
    private const int TableRow = 8;

    /// <inheritdoc/>
    /// <remarks>
    /// One axis after the other, those that shrink first, as on the CPU. Axes longer than floats can index (2^24), and stretched kernels,
    /// which have more taps than the table, fall back to it.
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        if (y.Count == 0)
            return;
        if (Rule.Antialias || IsBeyondFloats(input) || IsBeyondFloats(output))
        {
            device.RunOnHost(this, x, y);
            return;
        }

        List<(int Axis, GpuTensor Table)> passes = [];
        foreach (ResizeAxis resized in Axes.OrderBy(axis => (double)output[axis.Axis] / Math.Max(input[axis.Axis], 1)))
        {
            GpuTensor table = device.Table(
                (Rule, Aspect, string.Join(",", Axes), resized, input, output), () => TableOf(TapsOf(resized, input, output)));
            if (table.Count > 0)
                passes.Add((Positive(resized.Axis, input.Rank), table));
        }

        GpuTensor from = x[0];
        for (int i = 0; i < passes.Count; i++)
        {
            (int axis, GpuTensor table) = passes[i];
            Shape shape = from.Shape.With(axis, output[axis]);
            GpuTensor to = i == passes.Count - 1 ? y : device.Rent(shape);
            device.ForEach(ResizeKernel, shape.Count, new ResizeArguments(
                from.View, to.View, table.View, from.Shape[axis], shape[axis], shape.Product(axis + 1, shape.Rank)));
            if (i > 0)
                device.Return(from);
            from = to;
        }

        if (passes.Count == 0)
            StridedCopy.TryRun(device, from, y, [y.Count], [1]);
        if (Rule.Coordinates == ResizeCoordinates.CropAndResize)
            FillOutside(device, input, y);
    }

    private void FillOutside(GpuDevice device, Shape input, GpuTensor y)
    {
        Shape output = y.Shape;
        foreach (ResizeAxis resized in Axes)
        {
            GpuTensor outside = device.Table((Rule, Aspect, string.Join(",", Axes), resized, input, output, nameof(ResizeFillKernel)), () =>
            {
                ResizeTaps taps = TapsOf(resized, input, output);
                return taps.HasOutside ? [.. Enumerable.Range(0, taps.Output).Select(o => taps.IsOutside(o) ? 1f : 0)] : [];
            });
            int axis = Positive(resized.Axis, input.Rank);
            if (outside.Count > 0)
            {
                device.ForEach(ResizeFillKernel, y.Count, new ResizeFillArguments(
                    y.View, outside.View, output[axis], output.Product(axis + 1, output.Rank), Rule.Extrapolation));
            }
        }
    }

    private static bool IsBeyondFloats(Shape shape) => shape.Dimensions.ContainsAnyInRange((1 << 24) + 1, int.MaxValue);

    /// <summary>The taps as a table, [outputs, <see cref="TableRow"/>]; empty where every output copies its own position.</summary>
    private static float[] TableOf(ResizeTaps taps)
    {
        if (taps.IsIdentity)
            return [];
        float[] table = new float[taps.Output * TableRow];
        for (int o = 0; o < taps.Output; o++)
        {
            ReadOnlySpan<int> positions = taps.Positions(o);
            ReadOnlySpan<float> weights = taps.Weights(o);
            Span<float> row = table.AsSpan(o * TableRow, TableRow);
            for (int t = 0; t < TableRow / 2; t++)
                (row[t], row[TableRow / 2 + t]) = t < positions.Length ? (positions[t], weights[t]) : (positions[0], 0);
        }

        return table;
    }

    /// <summary>One thread for each element of the result: the weighted sum over the taps of its output.</summary>
    /// <remarks>
    /// <code>
    ///   taps:  row [4 positions | 4 weights] of the table for output o: global memory, shared by neighbouring threads
    ///   sum:   the first tap, then the others whose weight is not 0 (0 * NaN would be NaN): register
    ///   store: y[line, o, inner]
    /// </code>
    /// </remarks>
    private static void ResizeKernel(Index1D i, ResizeArguments a)
    {
        // Taps.
        int row = i / a.Inner, line = row / a.Output, at = (row - line * a.Output) * TableRow, inner = i - row * a.Inner;
        int origin = line * a.Input;

        // Sum.
        float sum = a.X[(origin + (int)a.Table[at]) * a.Inner + inner] * a.Table[at + TableRow / 2];
        for (int t = 1; t < TableRow / 2; t++)
        {
            float weight = a.Table[at + TableRow / 2 + t];
            if (weight != 0)
                sum += a.X[(origin + (int)a.Table[at + t]) * a.Inner + inner] * weight;
        }

        // Store.
        a.Y[i] = sum;
    }

    /// <summary>One thread for each element of the result: the given value, where the output lies outside along the axis.</summary>
    /// <remarks>
    /// <code>
    ///   flag:  of output o of the axis: global memory, shared by neighbouring threads
    ///   store: y[line, o, inner], where the flag is set
    /// </code>
    /// </remarks>
    private static void ResizeFillKernel(Index1D i, ResizeFillArguments a)
    {
        // Flag.
        int o = i / a.Inner % a.Output;

        // Store.
        if (a.IsOutside[o] != 0)
            a.Y[i] = a.Value;
    }
}
