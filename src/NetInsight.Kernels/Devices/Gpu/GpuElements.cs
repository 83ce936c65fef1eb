using ILGPU;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>Elements in a GPU's memory.</summary>
internal readonly struct GpuElements(ArrayView<float> view) : IElements
{
    private readonly ArrayView<float> _view = view;

    /// <inheritdoc/>
    public float At(int offset) => _view[offset];
}
