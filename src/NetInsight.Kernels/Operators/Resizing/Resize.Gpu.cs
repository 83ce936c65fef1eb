using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>
/// Arguments of the kernel of <see cref="Resize"/>: one resized axis, [lines, Input, Inner] to [lines, Output, Inner], and the taps of each
/// output: a row of the table, so many positions and as many weights.
/// </summary>
internal readonly record struct ResizeArguments(
    ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Table, int Input, int Output, int Inner, int Taps);

/// <summary>
/// Arguments of the kernel that fills what lies outside a region of interest: one axis, [lines, Output, Inner], and for each of its
/// outputs 1 where it lies outside.
/// </summary>
internal readonly record struct ResizeFillArguments(ArrayView<float> Y, ArrayView<float> IsOutside, int Output, int Inner, float Value);

internal sealed partial record Resize
{
    /// <summary>The most taps that a table holds for an output; axes with more are resized on the CPU.</summary>
    private const int MostTableTaps = 64;

    /// <inheritdoc/>
    /// <remarks>
    /// One axis after the other, those that shrink first, as on the CPU. Axes longer than floats can index (2^24), and outputs of more taps
    /// than a table holds, fall back to it.
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        if (y.Count == 0)
            return;
        List<(int Axis, GpuTensor Table)>? passes = IsBeyondFloats(input) || IsBeyondFloats(output)
            ? null
            : TablesOf(device, input, output, isTransposed: false);
        if (passes is null)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        RunPasses(device, x[0], y, passes);
        if (Rule.Coordinates == ResizeCoordinates.CropAndResize)
            FillOutside(device, input, y);
    }

    /// <summary>
    /// For each axis that changes the taps as a table, of the resizing or of its transpose, those that shrink first; null where an output
    /// has too many taps.
    /// </summary>
    internal List<(int Axis, GpuTensor Table)>? TablesOf(GpuDevice device, Shape input, Shape output, bool isTransposed)
    {
        List<(int Axis, GpuTensor Table)> passes = [];
        foreach (ResizeAxis resized in Axes)
        {
            int axis = Positive(resized.Axis, input.Rank);
            GpuTensor table = device.Table(
                (Rule, Aspect, string.Join(",", Axes), resized, input, output, isTransposed), () => TableOf(Taps()));
            if (table.Count == 1)
                return null;
            if (table.Count > 0)
                passes.Add((axis, table));

            ResizeTaps Taps()
            {
                ResizeTaps taps = TapsOf(resized, input, output);
                return isTransposed && !(taps.IsIdentity && !taps.HasOutside) ? taps.Transposed() : taps;
            }
        }

        (Shape from, Shape to) = isTransposed ? (output, input) : (input, output);
        passes.Sort((a, b) => ((double)to[a.Axis] / from[a.Axis], a.Axis).CompareTo(((double)to[b.Axis] / from[b.Axis], b.Axis)));
        return passes;
    }

    /// <summary>Axis by axis; the last pass writes the result.</summary>
    internal static void RunPasses(GpuDevice device, GpuTensor x, GpuTensor y, List<(int Axis, GpuTensor Table)> passes)
    {
        Shape output = y.Shape;
        GpuTensor from = x;
        for (int i = 0; i < passes.Count; i++)
        {
            (int axis, GpuTensor table) = passes[i];
            Shape shape = from.Shape.With(axis, output[axis]);
            GpuTensor to = i == passes.Count - 1 ? y : device.Rent(shape);
            device.ForEach(ResizeKernel, shape.Count, new ResizeArguments(
                from.View,
                to.View,
                table.View,
                from.Shape[axis],
                shape[axis],
                shape.Product(axis + 1, shape.Rank),
                table.Count / shape[axis] / 2));
            if (i > 0)
                device.Return(from);
            from = to;
        }

        if (passes.Count == 0)
            StridedCopy.TryRun(device, from, y, [y.Count], [1]);
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

    internal static bool IsBeyondFloats(Shape shape) => shape.Dimensions.ContainsAnyInRange((1 << 24) + 1, int.MaxValue);

    /// <summary>
    /// The taps as a table, [outputs, positions then weights], unused ones of weight 0; empty where every output copies its own position,
    /// and one element where an output has too many.
    /// </summary>
    private static float[] TableOf(ResizeTaps taps)
    {
        if (taps.IsIdentity)
            return [];
        int most = Math.Max(taps.MostTaps, 1), row = 2 * most;
        if (most > MostTableTaps)
            return [0];
        float[] table = new float[taps.Output * row];
        for (int o = 0; o < taps.Output; o++)
        {
            ReadOnlySpan<int> positions = taps.Positions(o);
            ReadOnlySpan<float> weights = taps.Weights(o);
            for (int t = 0; t < positions.Length; t++)
                (table[o * row + t], table[o * row + most + t]) = (positions[t], weights[t]);
        }

        return table;
    }

    /// <summary>One thread for each element of the result: the weighted sum over the taps of its output.</summary>
    /// <remarks>
    /// <code>
    ///   taps:  row [positions | weights] of the table for output o: global memory, shared by neighbouring threads
    ///   sum:   taps in order, those whose weight is not 0 (0 * NaN would be NaN): register
    ///   store: y[line, o, inner]
    /// </code>
    /// </remarks>
    private static void ResizeKernel(Index1D i, ResizeArguments a)
    {
        // Taps.
        int row = i / a.Inner, line = row / a.Output, at = (row - line * a.Output) * 2 * a.Taps, inner = i - row * a.Inner;
        int origin = line * a.Input;

        // Sum.
        float sum = 0;
        for (int t = 0; t < a.Taps; t++)
        {
            float weight = a.Table[at + a.Taps + t];
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
