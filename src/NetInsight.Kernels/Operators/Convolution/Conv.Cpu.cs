using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Convolution;

internal sealed partial record Conv
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => ForwardPacked(device, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return PackedOperator.Unchanged(this, inputs.Length);

        float[]? bias = inputs.Length > 2 ? inputs[2]!.AsSpan().ToArray() : null;
        return new PackedOperator(PackWeights(device, weight, null, bias), [0]);
    }

    /// <summary>Packs weights, a factor for each output channel (null for 1), and a bias (null for none).</summary>
    public Operator PackWeights(CpuDevice device, Tensor weight, float[]? gain, float[]? bias)
    {
        bool isDepthwise = Groups > 1 && weight.Shape[1] == 1 && weight.Shape[0] == Groups;
        return isDepthwise
            ? DepthwiseConvPackedCpu.Pack(device, this, weight, gain, new Epilogue(bias))
            : new ConvPackedCpu(Window, new ConvWeights(weight, Groups, gain), new Epilogue(bias));
    }
}
