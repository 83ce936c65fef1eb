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

        Epilogue epilogue = new(FoldedBias(inputs.Length > 2 ? inputs[2] : null));
        Mirroring? mirroring = IsMirrored ? new Mirroring(InputScale?.Gain) : null;
        Operator packed = IsDepthwise(weight.Shape)
            ? DepthwiseConvPackedCpu.Pack(device, this, weight, DepthwiseGain, epilogue)
            : new ConvPackedCpu(Window, new ConvWeights(weight, Groups, Affine?.Gain, mirroring), epilogue);
        return new PackedOperator(packed, [0]);
    }
}
