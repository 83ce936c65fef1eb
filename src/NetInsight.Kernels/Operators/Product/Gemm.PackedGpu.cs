using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>A fully connected layer packed for the GPU, with bias and ReLU fused.</summary>
/// <param name="Weights">[depth, columns].</param>
/// <param name="Bias">[columns]; null for none.</param>
/// <param name="Relu">Whether a ReLU follows.</param>
internal sealed record GemmPackedGpu(GpuTensor Weights, GpuTensor? Bias, bool Relu = false) : GpuPackedOperator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(Gemm);

    /// <inheritdoc/>
    public override int Depth => Weights.Shape[0];

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Relu = true };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Weights.Shape[1]);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => GpuSgemm.Run(device, new GpuSgemmArguments(
        x[0].View,
        GpuIm2ColRows.OfMatrix(x[0].Shape[0], Weights.Shape[0]),
        Weights.View,
        Weights.Shape[0],
        Weights.Shape[1],
        new GpuMatrixRef(y.View, Weights.Shape[1]),
        GpuEpilogue.Of(Weights.View, Bias?.View, null, Relu)));
}
