using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record GroupNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int channels = x[0].Shape[1] / Groups, positions = x[0].Shape.Product(2, x[0].Shape.Rank), count = channels * positions;
        RowParameter scale = ScalesGroups
            ? new RowParameter(x[1].View, Groups, 1, Math.Max(count, 1))
            : new RowParameter(x[1].View, Groups, channels, Math.Max(positions, 1));
        RowParameter shift = scale with { Values = x[2].View };
        RowNormalization.Run(device, new RowNormalizationArguments(x[0].View, scale, shift, 1, y.View, count, Epsilon));
    }
}
