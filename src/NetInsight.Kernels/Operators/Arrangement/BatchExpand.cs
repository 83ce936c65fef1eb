using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// The first input repeated along an axis, where its extent is 1, <paramref name="Factor"/> times for each image of the second input, whose
/// elements are not read: what a file computes from its batch size, such as the class token of a vision transformer for each image.
/// </summary>
/// <param name="Axis">The repeated axis, from 0.</param>
/// <param name="Factor">Repetitions for each image.</param>
internal sealed record BatchExpand(int Axis, int Factor) : Operator
{
    /// <inheritdoc/>
    public override bool IsPerImage => Axis == 0 && Factor == 1;

    /// <inheritdoc/>
    public override bool HasReceptiveField(Shape input) => false;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Axis < inputs[0].Rank && inputs[0][Axis] == 1
        ? inputs[0].With(Axis, checked(Factor * inputs[1][0]))
        : throw new ArgumentException($"{Name}: {inputs[0]} has no extent of 1 at axis {Axis}.");

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => BroadcastCopy.Fill(device, x[0], y);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (!BroadcastCopy.TryFill(device, x[0], y))
            device.RunOnHost(this, x, y);
    }
}
