using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

internal sealed partial record GlobalPool : IComputesRegions
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        ForwardRegions(device, x[0], null, RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape)), null, y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => new(new WindowAxis(input.Height), new WindowAxis(input.Width));

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each region, in parallel          one image, whose output is one position
    ///     for each input position             in row-major order, so that sums have the same bits
    ///       y[channels] folds x[channels]     one vector loop over the channels
    /// </code>
    /// </remarks>
    public unsafe void ForwardRegions(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor y)
    {
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        int channels = input.Channels;
        device.For(regions.Count, (long)input.Positions * channels, index =>
        {
            fixed (float* clean = maps.AsSpan(), changed = dirty is null ? default : dirty.AsSpan())
            {
                DirtyFeatureMaps source = new(clean, input, changed);
                Span<float> result = y.AsSpan().Slice(index * channels, channels);

                // Start: the neutral element of each channel.
                result.Fill(Kind == GlobalPoolKind.Average ? 0 : float.NegativeInfinity);

                // Fold, position by position; lanes and remaining channels are left to TensorPrimitives.
                for (int position = 0; position < input.Positions; position++)
                {
                    ReadOnlySpan<float> values = new(source.At(regions[index], position / input.Width, position % input.Width), channels);
                    if (Kind == GlobalPoolKind.Average)
                        TensorPrimitives.Add(result, values, result);
                    else
                        TensorPrimitives.Max(result, values, result);
                }

                // Mean.
                if (Kind == GlobalPoolKind.Average)
                    TensorPrimitives.Divide(result, input.Positions, result);
            }
        });
    }
}
