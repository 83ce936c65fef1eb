using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Resizing;

internal sealed partial record Resize
{
    /// <inheritdoc/>
    /// <remarks>
    /// One axis after the other, those that shrink first, so that no intermediate tensor is larger than input and output; then what lies
    /// outside a region of interest is filled.
    /// <code>
    ///   inner axes of one element     for each line, in parallel: for each output o, a scalar sum over its taps (Gather)
    ///   otherwise                     for each line and output o, in parallel: a weighted sum of vectors of the inner elements (Sum)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        if (y.Count == 0)
            return;

        // Passes: the axes that change, those that shrink most first.
        List<(int Axis, ResizeTaps Taps)> passes = [], outside = [];
        foreach (ResizeAxis resized in Axes)
        {
            ResizeTaps taps = TapsOf(resized, input, output);
            if (taps.HasOutside)
                outside.Add((Positive(resized.Axis, input.Rank), taps));
            if (!taps.IsIdentity)
                passes.Add((Positive(resized.Axis, input.Rank), taps));
        }

        RunPasses(device, x[0], y, passes);
        foreach ((int axis, ResizeTaps taps) in outside)
            Fill(y, axis, taps);
    }

    /// <summary>Axis by axis, those that shrink most first; the last pass writes the result.</summary>
    internal static void RunPasses(CpuDevice device, Tensor x, Tensor y, List<(int Axis, ResizeTaps Taps)> passes)
    {
        passes.Sort((a, b) => ((double)a.Taps.Output / a.Taps.Input, a.Axis).CompareTo(((double)b.Taps.Output / b.Taps.Input, b.Axis)));
        Tensor from = x;
        for (int i = 0; i < passes.Count; i++)
        {
            (int axis, ResizeTaps taps) = passes[i];
            Tensor to = i == passes.Count - 1 ? y : Tensor.Uninitialized(from.Shape.With(axis, taps.Output));
            Along(device, from, to, axis, taps);
            from = to;
        }

        if (passes.Count == 0)
            from.AsSpan().CopyTo(y.AsSpan());
    }

    /// <summary>Sets the outputs that lie outside the input along one axis.</summary>
    private void Fill(Tensor y, int axis, ResizeTaps taps)
    {
        int inner = y.Shape.Product(axis + 1, y.Shape.Rank), lines = y.Shape.Product(0, axis);
        for (int o = 0; o < taps.Output; o++)
        {
            for (int line = 0; taps.IsOutside(o) && line < lines; line++)
                y.AsSpan().Slice((line * taps.Output + o) * inner, inner).Fill(Rule.Extrapolation);
        }
    }

    private static void Along(CpuDevice device, Tensor from, Tensor to, int axis, ResizeTaps taps)
    {
        int inner = to.Shape.Product(axis + 1, to.Shape.Rank), lines = to.Shape.Product(0, axis);

        // Inner axes of one element: Gather.
        if (inner == 1)
        {
            device.ForRanges(lines, 4L * taps.Output, (start, end) =>
            {
                for (int line = start; line < end; line++)
                    Gather(from.AsSpan().Slice(line * taps.Input, taps.Input), to.AsSpan().Slice(line * taps.Output, taps.Output), taps);
            });
            return;
        }

        // Otherwise: Sum.
        device.ForRanges(lines * taps.Output, 4L * inner, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                int line = row / taps.Output, o = row % taps.Output;
                ReadOnlySpan<float> source = from.AsSpan().Slice(line * taps.Input * inner, taps.Input * inner);
                Sum(source, to.AsSpan().Slice(row * inner, inner), taps.Positions(o), taps.Weights(o));
            }
        });
    }

    /// <summary>Resizes one line of contiguous elements.</summary>
    /// <remarks>
    /// <code>
    ///   for each output o
    ///     for each tap, in order    from[position] * weight: gathered by index, one scalar sum
    /// </code>
    /// </remarks>
    private static void Gather(ReadOnlySpan<float> from, Span<float> to, ResizeTaps taps)
    {
        for (int o = 0; o < to.Length; o++)
        {
            ReadOnlySpan<int> positions = taps.Positions(o);
            ReadOnlySpan<float> weights = taps.Weights(o);
            float sum = positions.Length == 0 ? 0 : from[positions[0]] * weights[0];
            for (int t = 1; t < positions.Length; t++)
                sum += from[positions[t]] * weights[t];
            to[o] = sum;
        }
    }

    /// <summary>The weighted sum of contiguous vectors, [positions, inner]. A weight of 1 copies, which keeps NaN and infinities.</summary>
    /// <remarks>
    /// <code>
    ///   first tap:  to  = weight * from[position, ..]     one vector loop over the inner elements; a weight of 1 copies
    ///   other taps: to += weight * from[position, ..]     in order; lanes and remainder are left to TensorPrimitives
    /// </code>
    /// </remarks>
    private static void Sum(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> positions, ReadOnlySpan<float> weights)
    {
        int run = to.Length;

        // First tap; there is none only in a gradient.
        if (weights.Length == 0)
            to.Clear();
        else if (weights[0] == 1)
            from.Slice(positions[0] * run, run).CopyTo(to);
        else
            TensorPrimitives.Multiply(from.Slice(positions[0] * run, run), weights[0], to);

        // Other taps.
        for (int t = 1; t < positions.Length; t++)
            TensorPrimitives.MultiplyAdd(from.Slice(positions[t] * run, run), weights[t], to, to);
    }
}
