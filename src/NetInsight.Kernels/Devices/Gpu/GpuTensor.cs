using ILGPU;
using ILGPU.Runtime;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// A dense array of floats in GPU memory, with its storage shape. The owner of the buffer (an arena or a run) releases it.
/// </summary>
internal sealed class GpuTensor(Shape shape, MemoryBuffer1D<float, Stride1D.Dense> buffer) : IDense<GpuTensor>
{
    /// <summary>The storage shape, outermost dimension first.</summary>
    public Shape Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count => shape.Count;

    /// <summary>The memory; the elements are its first <see cref="Count"/> floats.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Buffer => buffer;

    /// <summary>The elements, as kernels take them.</summary>
    public ArrayView<float> View => buffer.View.SubView(0, shape.Count);

    /// <summary>The same elements under another shape, sharing the memory.</summary>
    public GpuTensor Reshape(Shape other) => new(other, buffer);
}
