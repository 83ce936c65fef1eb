using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// A tensor with elements updated by their indices along one axis (ONNX ScatterElements): y = x, then along axis 0 of a matrix
/// y[indices[i,j], j] takes updates[i,j], in order. Inputs: x, the indices as for <see cref="GatherND"/>, and updates of the indices'
/// shape.
/// </summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Reduction">What an update does to the element that is there.</param>
internal sealed partial record ScatterElements(int Axis = 0, ScatterReduction Reduction = ScatterReduction.None) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape indices) = (inputs[0], inputs[1]);
        int axis = Positive(Axis, x.Rank);
        bool fits = indices.Rank == x.Rank && inputs[2] == indices;
        for (int other = 0; fits && other < x.Rank; other++)
            fits = other == axis || indices[other] <= x[other];
        return fits
            ? x
            : throw new ArgumentException(
                $"{Name}: indices of shape {indices} and updates of {inputs[2]} do not fit {x} along axis {axis}.");
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);
}
