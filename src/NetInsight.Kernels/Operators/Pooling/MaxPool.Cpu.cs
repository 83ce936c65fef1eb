using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record MaxPool : IComputesRegions
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        ForwardRegions(device, x[0], null, RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape)), null, y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each output position, in parallel    its window of the input
    ///     for each 16 channels, then the rest    the largest value of the taps    (Fold of WindowPooling)
    /// </code>
    /// </remarks>
    public void ForwardRegions(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor y) =>
        WindowPooling<MaxFold>.Compute(device, Window, maps, dirty, regions, y, divides: false);
}
