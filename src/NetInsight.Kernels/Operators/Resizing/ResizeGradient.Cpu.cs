using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Resizing;

internal sealed partial record ResizeGradient
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   axis by axis, those that shrink most first: as in a resizing, with the transposed taps    (RunPasses of Resize)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        if (x[0].Count == 0)
        {
            y.AsSpan().Clear();
            return;
        }

        List<(int Axis, ResizeTaps Taps)> passes = [];
        foreach (ResizeAxis resized in Resize.Axes)
        {
            ResizeTaps taps = Resize.TapsOf(resized, Input, x[0].Shape);
            if (!taps.IsIdentity || taps.HasOutside)
                passes.Add((Positive(resized.Axis, Input.Rank), taps.Transposed()));
        }

        Resize.RunPasses(device, x[0], y, passes);
    }
}
