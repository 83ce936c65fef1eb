using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Resizing;

internal sealed partial record Resize
{
    /// <inheritdoc/>
    /// <remarks>Axes that shrink come first, so that nothing in between is larger than input and result.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        if (y.Count == 0)
            return;
        List<(int Axis, ResizeTaps Taps)> passes = [];
        foreach (ResizeAxis resized in Axes)
        {
            ResizeTaps taps = TapsOf(resized, input, output);
            if (!taps.IsIdentity)
                passes.Add((Positive(resized.Axis, input.Rank), taps));
        }

        passes.Sort((a, b) => ((double)a.Taps.Output / a.Taps.Input, a.Axis).CompareTo(((double)b.Taps.Output / b.Taps.Input, b.Axis)));
        Tensor from = x[0];
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

    private static void Along(CpuDevice device, Tensor from, Tensor to, int axis, ResizeTaps taps)
    {
        int inner = to.Shape.Product(axis + 1, to.Shape.Rank), lines = to.Shape.Product(0, axis);
        if (inner == 1)
        {
            device.ForRanges(lines, 4L * taps.Output, (start, end) =>
            {
                for (int line = start; line < end; line++)
                    Gather(from.AsSpan().Slice(line * taps.Input, taps.Input), to.AsSpan().Slice(line * taps.Output, taps.Output), taps);
            });
            return;
        }

        device.ForRanges(lines * taps.Output, 4L * inner, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                int line = row / taps.Output, o = row % taps.Output;
                Sum(from.AsSpan().Slice(line * taps.Input * inner, taps.Input * inner), to.AsSpan().Slice(row * inner, inner), taps.Places(o), taps.Weights(o));
            }
        });
    }

    /// <summary>Resizes one line of single numbers.</summary>
    private static void Gather(ReadOnlySpan<float> from, Span<float> to, ResizeTaps taps)
    {
        for (int o = 0; o < to.Length; o++)
        {
            ReadOnlySpan<int> places = taps.Places(o);
            ReadOnlySpan<float> weights = taps.Weights(o);
            float sum = from[places[0]] * weights[0];
            for (int t = 1; t < places.Length; t++)
                sum += from[places[t]] * weights[t];
            to[o] = sum;
        }
    }

    /// <summary>Sums vectors that lie one behind the other, one for each place.</summary>
    private static void Sum(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> places, ReadOnlySpan<float> weights)
    {
        int run = to.Length;
        if (weights[0] == 1)
            from.Slice(places[0] * run, run).CopyTo(to);
        else
            TensorPrimitives.Multiply(from.Slice(places[0] * run, run), weights[0], to);
        for (int t = 1; t < places.Length; t++)
            TensorPrimitives.MultiplyAdd(from.Slice(places[t] * run, run), weights[t], to, to);
    }
}
