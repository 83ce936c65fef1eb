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
    /// <remarks>One piece is one picture; places are folded in one after the other, channels as one vector.</remarks>
    public unsafe void ForwardRegions(CpuDevice device, Tensor maps, Tensor? patches, RegionBatch parts, Tensor? addend, Tensor y)
    {
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        int channels = input.Channels;
        device.For(parts.Count, (long)input.Positions * channels, index =>
        {
            fixed (float* stored = maps.AsSpan(), patched = patches is null ? default : patches.AsSpan())
            {
                PatchedFeatureMaps source = new(stored, input, patched);
                Span<float> result = y.AsSpan().Slice(index * channels, channels);
                result.Fill(Kind == GlobalPoolKind.Average ? 0 : float.NegativeInfinity);
                for (int place = 0; place < input.Positions; place++)
                {
                    ReadOnlySpan<float> values = new(source.At(parts[index], place / input.Width, place % input.Width), channels);
                    if (Kind == GlobalPoolKind.Average)
                        TensorPrimitives.Add(result, values, result);
                    else
                        TensorPrimitives.Max(result, values, result);
                }

                if (Kind == GlobalPoolKind.Average)
                    TensorPrimitives.Divide(result, input.Positions, result);
            }
        });
    }
}
