using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, with mean and
/// variance over the positions of each channel of each image. Inputs: x [N, C, ...], scale [C], shift [C].
/// </summary>
internal sealed record InstanceNormalization(float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[0].Rank < 3)
            throw new ArgumentException($"{Name}: expects feature maps (batch x channels x positions), but is given {inputs[0]}.");
        foreach (Shape parameter in inputs[1..])
        {
            if (parameter.Count != inputs[0][1])
            {
                throw new ArgumentException(
                    $"{Name}: the input has {inputs[0][1]} channels ({inputs[0]}), but a parameter has shape {parameter}.");
            }
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        new GroupNormalization(x[0].Shape[1], Epsilon).Forward(device, x, y);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        new GroupNormalization(x[0].Shape[1], Epsilon).Forward(device, x, y);
}
