using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>A fully connected layer packed for the CPU, with bias and ReLU fused.</summary>
internal sealed unsafe record GemmPackedCpu(PackedMatrix Weight, Epilogue Epilogue) : CpuPackedOperator, IFusesRelu
{
    /// <inheritdoc/>
    public override string Name => nameof(Gemm);

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Weight.Columns);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        fixed (float* a = x[0].AsSpan(), c = y.AsSpan())
            Sgemm.Compute(device, new StridedRows(a, Weight.Depth), x[0].Shape[0], Weight, new MatrixRef(c, Weight.Columns), Epilogue);
    }
}
