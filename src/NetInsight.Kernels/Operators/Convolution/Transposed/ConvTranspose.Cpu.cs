using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

internal sealed partial record ConvTranspose
{
    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => ForwardPacked(device, x, y);

    /// <inheritdoc/>
    public override PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs)
    {
        if (inputs[1] is not { } weight || (inputs.Length > 2 && inputs[2] is null))
            return PackedOperator.Unchanged(this, inputs.Length);

        float[]? bias = inputs.Length > 2 ? inputs[2]!.AsSpan().ToArray() : null;
        Shape shape = weight.Shape;
        Tensor tapsFirst = TapsFirst(device, weight);
        bool isDepthwise = Groups > 1 && shape[1] == 1 && shape[0] == Groups;
        Operator packed = isDepthwise
            ? DepthwiseConvTransposePackedCpu.Pack(device, Axes, tapsFirst, bias)
            : NarrowConvTransposePackedCpu.Fits(this, tapsFirst.Shape)
                ? NarrowConvTransposePackedCpu.Pack(device, this, tapsFirst, bias)
                : ConvTransposePackedCpu.Pack(device, this, tapsFirst, bias);
        return new PackedOperator(packed, [0]);
    }

    /// <summary>
    /// Weights [C, taps, M/groups], the axes of the taps flattened, from weights [C, M/groups, taps ...], times the factors of the input
    /// channels.
    /// </summary>
    private Tensor TapsFirst(CpuDevice device, Tensor weight)
    {
        Shape shape = weight.Shape;
        int taps = shape.Product(2, shape.Rank);
        Tensor tapsFirst = Tensor.Uninitialized(new Shape(shape[0], taps, shape[1]));
        new Transpose([0, 2, 1]).Forward(device, [weight.Reshape(new Shape(shape[0], shape[1], taps))], tapsFirst);
        if (InputScale is { Gain: var gain })
        {
            int row = taps * shape[1];
            for (int c = 0; c < gain.Length; c++)
            {
                foreach (ref float value in tapsFirst.AsSpan().Slice(c * row, row))
                    value *= gain[c];
            }
        }

        return tapsFirst;
    }
}
