using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>What the kernel of <see cref="Gather"/> is handed: runs, and the table of places from which they come.</summary>
internal readonly record struct GatherArguments(ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Places, int Extent, int Count, int Run);

internal sealed partial record Gather
{
    /// <inheritdoc/>
    /// <remarks>Axes longer than floats count (2^24) go to the processor.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int axis = Positive(Axis, input.Rank), extent = input[axis];
        if (extent > 1 << 24)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        GpuTensor places = device.Table((Indices, extent), () => [.. Indices.Select(index => (float)(index < 0 ? index + extent : index))]);
        device.ForEach(GatherKernel, y.Count, new GatherArguments(x[0].View, y.View, places.View, extent, Indices.Length, input.Product(axis + 1, input.Rank)));
    }

    /// <summary>Queues a gather of single numbers: y[i] = x[places[i]].</summary>
    public static void Run(GpuDevice device, GpuTensor x, GpuTensor y, GpuTensor places) =>
        device.ForEach(GatherKernel, y.Count, new GatherArguments(x.View, y.View, places.View, 0, Math.Max(y.Count, 1), 1));

    private static void GatherKernel(Index1D i, GatherArguments a)
    {
        int row = i / a.Run, outer = row / a.Count;
        a.Y[i] = a.X[(outer * a.Extent + (int)a.Places[row - outer * a.Count]) * a.Run + (i - row * a.Run)];
    }
}
