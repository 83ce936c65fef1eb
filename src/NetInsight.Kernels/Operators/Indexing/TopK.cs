using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// The largest (or smallest) elements along an axis in order, or their indices as floats (ONNX TopK). Of equal elements the one of the
/// lower index comes first; NaN comes before all other values.
/// </summary>
/// <param name="Count">How many elements.</param>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Smallest">Whether the smallest elements are chosen.</param>
/// <param name="GivesIndices">Whether the indices are the result, and not the elements.</param>
internal sealed partial record TopK(int Count, int Axis = -1, bool Smallest = false, bool GivesIndices = false) : Operator
{
    /// <inheritdoc/>
    public override bool IsPerImage => Axis is > 0 or -1;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Positive(Axis, input.Rank) < 2 ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Positive(Axis, inputs[0].Rank);
        if (Count < 0 || Count > inputs[0][axis] || inputs[0][axis] > 1 << 24)
            throw new ArgumentException(
                $"{Name}: {Count} elements of the {inputs[0][axis]} of axis {axis} of {inputs[0]} cannot be chosen.");
        return inputs[0].With(axis, Count);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    private int Compare(float[] values, int a, int b)
    {
        (float u, float v) = (values[a], values[b]);
        if (float.IsNaN(u) || float.IsNaN(v))
            return float.IsNaN(u) && float.IsNaN(v) ? a.CompareTo(b) : float.IsNaN(u) ? -1 : 1;
        return u == v ? a.CompareTo(b) : (u < v) == Smallest ? -1 : 1;
    }
}
