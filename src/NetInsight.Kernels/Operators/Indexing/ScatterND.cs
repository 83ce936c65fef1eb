using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// A tensor with slices updated (ONNX ScatterND): y = x, then y[i0, i1, .., :] takes updates[k.., :] for each tuple (i0, i1, ..) =
/// indices[k.., :], in order. Inputs: x, the indices as for <see cref="GatherND"/>, and the updates.
/// </summary>
/// <param name="Reduction">What an update does to the element that is there.</param>
internal sealed record ScatterND(ScatterReduction Reduction = ScatterReduction.None) : Operator
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

    /// <inheritdoc/>
    /// <remarks>
    /// In the order of the updates, by one thread: several may meet the same element.
    /// <code>
    ///   copy:    y = x
    ///   scatter: for each tuple, in order: y[offset + i] = reduction(y[offset + i], update[i]), i over its run
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Span<float> to = y.AsSpan();

        // Copy.
        x[0].AsSpan().CopyTo(to);
        ReadOnlySpan<float> indices = x[1].AsSpan(), updates = x[2].AsSpan();
        if (updates.Length == 0 || to.Length == 0)
            return;

        // Scatter.
        int length = x[1].Shape[-1];
        IndexTuples tuples = IndexTuples.Over(x[0].Shape, 0, length);
        for (int t = 0; t < updates.Length / tuples.Run; t++)
        {
            Span<float> run = to.Slice(tuples.OffsetOf(indices.Slice(t * length, length)), tuples.Run);
            for (int i = 0; i < run.Length; i++)
                run[i] = Reduction.Apply(run[i], updates[t * tuples.Run + i]);
        }
    }
}
