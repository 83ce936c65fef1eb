using System.Numerics.Tensors;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Arithmetic;

internal sealed unsafe partial record SliceSum
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each position, in parallel
    ///     first slice:  copied
    ///     other slices: added in order, one vector loop over the channels each
    ///     mask:         0 where it lies outside the interval
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor[] inputs = x.ToArray();
        device.ForRanges(y.Count / Math.Max(Channels, 1), (long)Channels * inputs.Length, (start, end) =>
        {
            for (int position = start; position < end; position++)
            {
                Span<float> sum = y.AsSpan().Slice(position * Channels, Channels);

                // Slices.
                SliceOf(inputs, 0, position).CopyTo(sum);
                for (int i = 1; i < Slices.Length; i++)
                    TensorPrimitives.Add(sum, SliceOf(inputs, i, position), sum);

                // Mask.
                if (Mask is not { } interval)
                    continue;
                fixed (float* result = sum, mask = inputs[^1].AsSpan().Slice(position * Channels, Channels))
                    interval.Apply(new MatrixRef(result, Channels), new MatrixRef(mask, Channels), 1, Channels);
            }
        });
    }

    private ReadOnlySpan<float> SliceOf(Tensor[] inputs, int index, int position) =>
        inputs[index].AsSpan().Slice(position * Slices[index].Total + Slices[index].First, Channels);
}
