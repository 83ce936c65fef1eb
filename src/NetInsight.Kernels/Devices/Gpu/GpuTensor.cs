using ILGPU;
using ILGPU.Runtime;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>A dense array of floats in a graphics card's memory, with the shape as stored. Whoever rented or uploaded the buffer gives it back.</summary>
internal sealed class GpuTensor(Shape shape, MemoryBuffer1D<float, Stride1D.Dense> buffer) : IDense<GpuTensor>
{
    /// <summary>The extents, as stored.</summary>
    public Shape Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count => shape.Count;

    /// <summary>The memory, of which the elements are the beginning.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Buffer => buffer;

    /// <summary>The elements, for kernels.</summary>
    public ArrayView<float> View => buffer.View.SubView(0, shape.Count);

    /// <summary>The same elements under another shape, sharing the memory.</summary>
    public GpuTensor Reshape(Shape other) => new(other, buffer);
}
