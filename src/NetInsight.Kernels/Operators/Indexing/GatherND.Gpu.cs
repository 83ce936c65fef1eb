using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>Arguments of the kernel of <see cref="GatherND"/>.</summary>
/// <param name="X">The tensor, [batches, PerBatch].</param>
/// <param name="Indices">The tuples, [tuples, Length].</param>
/// <param name="Y">The result, [tuples, Run].</param>
/// <param name="Table">The extents of the indexed dimensions, then their strides.</param>
/// <param name="Length">Indices of a tuple.</param>
/// <param name="Run">Elements that one tuple names.</param>
/// <param name="PerBatch">Elements of one batch entry.</param>
/// <param name="Tuples">Tuples of one batch entry.</param>
internal readonly record struct GatherNDArguments(
    ArrayView<float> X,
    ArrayView<float> Indices,
    ArrayView<float> Y,
    ArrayView<float> Table,
    int Length,
    int Run,
    int PerBatch,
    int Tuples);

internal sealed partial record GatherND
{
    /// <inheritdoc/>
    /// <remarks>Tensors larger than floats can index (2^24) fall back to the CPU.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape, indices = x[1].Shape;
        if (y.Count == 0)
            return;
        if (input.Count > 1 << 24)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        int length = indices[-1], count = y.Shape.Product(0, indices.Rank - 1);
        IndexTuples tuples = IndexTuples.Over(input, BatchDimensions, length);
        GpuTensor table = device.Table((this, input, length), () =>
            [.. tuples.Extents.Select(extent => (float)extent), .. tuples.Strides.Select(stride => (float)stride), 0]);
        device.ForEach(GatherNDKernel, y.Count, new GatherNDArguments(
            x[0].View, x[1].View, y.View, table.View, length, tuples.Run, tuples.PerBatch, count / input.Product(0, BatchDimensions)));
    }

    /// <summary>One thread for each element of the result, [tuples, Run].</summary>
    /// <remarks>
    /// <code>
    ///   offset: of the batch entry, then index * stride for each index of the tuple    Indices, Table: global memory
    ///   copy:   y[tuple, r] = x[offset + r]    neighbouring threads on neighbouring r
    /// </code>
    /// </remarks>
    private static void GatherNDKernel(Index1D i, GatherNDArguments a)
    {
        // Offset.
        int tuple = i / a.Run, offset = tuple / a.Tuples * a.PerBatch + (i - tuple * a.Run);
        for (int d = 0; d < a.Length; d++)
            offset += IndexTuples.Inside(a.Indices[tuple * a.Length + d], (int)a.Table[d]) * (int)a.Table[a.Length + d];

        // Copy.
        a.Y[i] = a.X[offset];
    }
}
