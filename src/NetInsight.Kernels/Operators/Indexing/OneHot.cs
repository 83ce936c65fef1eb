using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// One-hot vectors along a new axis (ONNX OneHot): y[.., k, ..] = values[1] where k is the index, counted from the end where negative,
/// else values[0]. An index outside gives values[0] throughout. Inputs: the indices, integers held as floats, and the two values.
/// </summary>
/// <param name="Depth">The extent of the new axis.</param>
/// <param name="Axis">Where it stands in the result, counted from the end where negative.</param>
internal sealed partial record OneHot(int Depth, int Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Positive(Axis, inputs[0].Rank + 1);
        return inputs[1].Count == 2
            ? new Shape([.. inputs[0].Dimensions[..axis], Depth, .. inputs[0].Dimensions[axis..]])
            : throw new ArgumentException($"{Name}: expects 2 values, but is given {inputs[1]}.");
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);
}
