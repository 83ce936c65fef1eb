using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// A tensor with slices updated (ONNX ScatterND): y = x, then y[i0, i1, .., :] takes updates[k.., :] for each tuple (i0, i1, ..) =
/// indices[k.., :], in order. Inputs: x, the indices as for <see cref="GatherND"/>, and the updates.
/// </summary>
/// <param name="Reduction">What an update does to the element that is there.</param>
internal sealed partial record ScatterND(ScatterReduction Reduction = ScatterReduction.None) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape indices, Shape updates) = (inputs[0], inputs[1], inputs[2]);
        if (indices.Rank == 0 || indices[-1] > x.Rank)
            throw new ArgumentException($"{Name}: indices of shape {indices} do not fit {x}.");
        Shape expected = new([.. indices.Dimensions[..^1], .. x.Dimensions[indices[-1]..]]);
        return updates == expected
            ? x
            : throw new ArgumentException(
                $"{Name}: expects updates of shape {expected} for {x} and indices of {indices}, but is given {updates}.");
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);
}
