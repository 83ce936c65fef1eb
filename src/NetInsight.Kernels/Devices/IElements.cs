using ILGPU;

namespace NetInsight.Kernels.Devices;

/// <summary>Elements in memory, for arithmetic that is written once for CPU and GPU.</summary>
internal interface IElements
{
    /// <summary>The element at an offset.</summary>
    float At(int offset);
}

/// <summary>Elements in the CPU's memory, which is pinned.</summary>
internal readonly unsafe struct HostElements(float* first) : IElements
{
    /// <inheritdoc/>
    public float At(int offset) => first[offset];
}

/// <summary>Elements in a GPU's memory.</summary>
internal readonly struct GpuElements(ArrayView<float> view) : IElements
{
    private readonly ArrayView<float> _view = view;

    /// <inheritdoc/>
    public float At(int offset) => _view[offset];
}
