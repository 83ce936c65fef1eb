using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Gathering;

/// <summary>
/// Arguments of the kernel of <see cref="Gather"/>: [outer, Extent, Run] elements, and Count indices along the axis, as floats.
/// </summary>
internal readonly record struct GatherArguments(
    ArrayView<float> X, ArrayView<float> Y, ArrayView<float> Indices, int Extent, int Count, int Run);

internal sealed partial record Gather
{
    /// <inheritdoc/>
    /// <remarks>Axes longer than floats can index (2^24) fall back to the CPU.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int axis = Positive(Axis, input.Rank), extent = input[axis];
        if (extent > 1 << 24)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        GpuTensor indices = device.Table(
            (Indices, extent), () => [.. Indices.Select(index => (float)(index < 0 ? index + extent : index))]);
        device.ForEach(GatherKernel, y.Count, new GatherArguments(
            x[0].View, y.View, indices.View, extent, Indices.Length, input.Product(axis + 1, input.Rank)));
    }

    /// <summary>Queues a gather of single elements: y[i] = x[offsets[i]].</summary>
    public static void Run(GpuDevice device, GpuTensor x, GpuTensor y, GpuTensor offsets) =>
        device.ForEach(GatherKernel, y.Count, new GatherArguments(x.View, y.View, offsets.View, 0, Math.Max(y.Count, 1), 1));

    /// <summary>One thread for each element of the result, [outer, Count, Run].</summary>
    /// <remarks>
    /// <code>
    ///   y[outer, k, r] = x[outer, Indices[k], r]    X, Indices, Y: global memory; neighbouring threads on neighbouring r
    /// </code>
    /// </remarks>
    private static void GatherKernel(Index1D i, GatherArguments a)
    {
        int row = i / a.Run, outer = row / a.Count;
        a.Y[i] = a.X[(outer * a.Extent + (int)a.Indices[row - outer * a.Count]) * a.Run + (i - row * a.Run)];
    }
}
