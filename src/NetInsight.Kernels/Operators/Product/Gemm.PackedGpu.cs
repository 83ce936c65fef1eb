using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>A fully connected layer on a graphics card, with bias and ReLU fused.</summary>
/// <param name="Weights">Depth x columns.</param>
/// <param name="Bias">A number for each column; null for none.</param>
/// <param name="Relu">Whether negative results become 0.</param>
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
        Weights.View,
        (Bias ?? Weights).View,
        y.View,
        y.View,
        GpuIm2ColRows.OfMatrix(x[0].Shape[0], Weights.Shape[0]),
        Weights.Shape[0],
        Weights.Shape[1],
        Weights.Shape[1],
        0,
        new GpuEpilogue(Bias is null ? 0 : 1, 0, Relu ? 1 : 0)));
}
