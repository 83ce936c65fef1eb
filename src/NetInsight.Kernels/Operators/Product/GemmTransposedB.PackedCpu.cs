using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>
/// A fully connected layer with weights [outputs, inputs] (ONNX Gemm with transB, as PyTorch exports it), used in place on the CPU.
/// </summary>
internal sealed unsafe record GemmTransposedBPackedCpu(Tensor Weight, float Alpha, Epilogue Epilogue) : CpuPackedOperator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(Gemm);

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Weight.Shape[0]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        fixed (float* a = x[0].AsSpan(), w = Weight.AsSpan(), c = y.AsSpan())
            SgemmTransposedB.Compute(device, a, w, c, new GemmShape(x[0].Shape[0], Weight.Shape[0], Weight.Shape[1]), Alpha, Epilogue);
    }
}
