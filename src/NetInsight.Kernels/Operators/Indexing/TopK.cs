using NetInsight.Kernels.Devices.Cpu;
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
internal sealed record TopK(int Count, int Axis = -1, bool Smallest = false, bool GivesIndices = false) : Operator
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

    /// <inheritdoc/>
    /// <remarks>
    /// Each line along the axis is sorted by itself, by the indices of its elements.
    /// <code>
    ///   for each line, in parallel     extent elements, stride apart
    ///     load:  elements and their indices, to buffers of the thread
    ///     sort:  indices by value; of equal values the first, NaN before all
    ///     store: the first Count values or indices
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape;
        int axis = Positive(Axis, input.Rank), extent = input[axis], stride = input.Product(axis + 1, input.Rank);
        int lines = extent == 0 || Count == 0 ? 0 : input.Count / extent;
        device.ForRanges(lines, 20L * extent, (start, end) =>
        {
            int[] indices = new int[extent];
            float[] values = new float[extent];
            for (int line = start; line < end; line++)
            {
                // Load.
                int outer = line / stride, inner = line % stride;
                for (int i = 0; i < extent; i++)
                    (indices[i], values[i]) = (i, source.AsSpan()[(outer * extent + i) * stride + inner]);

                // Sort.
                indices.AsSpan().Sort((a, b) => Compare(values, a, b));

                // Store.
                for (int i = 0; i < Count; i++)
                    y.AsSpan()[(outer * Count + i) * stride + inner] = GivesIndices ? indices[i] : values[indices[i]];
            }
        });
    }

    private int Compare(float[] values, int a, int b)
    {
        (float u, float v) = (values[a], values[b]);
        if (float.IsNaN(u) || float.IsNaN(v))
            return float.IsNaN(u) && float.IsNaN(v) ? a.CompareTo(b) : float.IsNaN(u) ? -1 : 1;
        return u == v ? a.CompareTo(b) : (u < v) == Smallest ? -1 : 1;
    }
}
