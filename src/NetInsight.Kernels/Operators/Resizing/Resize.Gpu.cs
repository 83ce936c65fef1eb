using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>What the kernel of <see cref="Resize"/> is handed: one axis, with the taps of each of its places, and the blocks behind it.</summary>
internal readonly record struct ResizeArguments(ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Table, int Input, int Output, int Inner);

internal sealed partial record Resize
{
    /// <summary>Numbers of the table for one place: places, then weights, unused ones weighing nothing.</summary>
    private const int TableRow = 8;

    /// <inheritdoc/>
    /// <remarks>One axis after the other, those that shrink first, as on the processor. Axes longer than floats count (2^24) go there.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape, output = y.Shape;
        if (y.Count == 0)
            return;
        if (input.Dimensions.ContainsAnyInRange((1 << 24) + 1, int.MaxValue) || output.Dimensions.ContainsAnyInRange((1 << 24) + 1, int.MaxValue))
        {
            device.RunOnHost(this, x, y);
            return;
        }

        List<(int Axis, GpuTensor Table)> passes = [];
        foreach (ResizeAxis resized in Axes.OrderBy(axis => (double)output[axis.Axis] / Math.Max(input[axis.Axis], 1)))
        {
            GpuTensor table = device.Table((Rule, Aspect, string.Join(",", Axes), resized, input, output), () => TableOf(TapsOf(resized, input, output)));
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
    }

    /// <summary>The taps as a table of <see cref="TableRow"/> numbers a place; empty where every place is its own copy.</summary>
    private static float[] TableOf(ResizeTaps taps)
    {
        if (taps.IsIdentity)
            return [];
        float[] table = new float[taps.Output * TableRow];
        for (int o = 0; o < taps.Output; o++)
        {
            ReadOnlySpan<int> places = taps.Places(o);
            for (int t = 0; t < TableRow / 2; t++)
                (table[o * TableRow + t], table[o * TableRow + TableRow / 2 + t]) = t < places.Length ? (places[t], taps.Weights(o)[t]) : (places[0], 0);
        }

        return table;
    }

    private static void ResizeKernel(Index1D i, ResizeArguments a)
    {
        int row = i / a.Inner, line = row / a.Output, at = (row - line * a.Output) * TableRow, inner = i - row * a.Inner;
        int origin = line * a.Input;
        float sum = a.X[(origin + (int)a.Table[at]) * a.Inner + inner] * a.Table[at + TableRow / 2];
        for (int t = 1; t < TableRow / 2; t++)
        {
            float weight = a.Table[at + TableRow / 2 + t];
            if (weight != 0)
                sum += a.X[(origin + (int)a.Table[at + t]) * a.Inner + inner] * weight;
        }

        a.Y[i] = sum;
    }
}
