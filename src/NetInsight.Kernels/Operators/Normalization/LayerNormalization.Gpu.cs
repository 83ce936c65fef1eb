using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record LayerNormalization
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int count = y.Shape.Product(Positive(Axis, y.Shape.Rank), y.Shape.Rank);
        GpuTensor scale = x[1], shift = x.Length > 2 ? x[2] : scale;
        RowNormalization.Run(device, new RowNormalizationArguments(
            x[0].View, ParameterOf(scale), ParameterOf(shift), x.Length > 2 ? 1 : 0, y.View, count, Epsilon));

        RowParameter ParameterOf(GpuTensor parameter) => new(parameter.View, 1, 0, parameter.Count == 1 ? Math.Max(count, 1) : 1);
    }
}
