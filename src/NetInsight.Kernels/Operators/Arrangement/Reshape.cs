using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// The same elements under another shape. 0 copies the input's dimension of that index (unless <paramref name="KeepsZeros"/>), one -1 takes
/// what is left.
/// </summary>
internal sealed record Reshape(EquatableArray<long> Dimensions, bool KeepsZeros = false) : Operator
{
    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    /// <remarks>A constant first dimension may equal the batch size by chance.</remarks>
    public override bool IsPerImage => Dimensions is [-1, ..] || (Dimensions is [0, ..] && !KeepsZeros);

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int[] result = new int[Dimensions.Length];
        Int128 known = 1;
        int unknown = -1;
        for (int axis = 0; axis < result.Length; axis++)
        {
            long dimension = Dimensions[axis];
            if (dimension == 0 && !KeepsZeros)
                dimension = axis < input.Rank ? input[axis] : throw Misfit(input);
            if (dimension < -1 || dimension > int.MaxValue || (dimension == -1 && unknown >= 0))
                throw Misfit(input);
            if (dimension == -1)
                unknown = axis;
            else
                known *= dimension;
            result[axis] = (int)dimension;
        }

        if (unknown >= 0)
            result[unknown] = known > 0 && input.Count % known == 0 ? (int)(input.Count / known) : throw Misfit(input);
        else if (known != input.Count)
            throw Misfit(input);
        return new Shape(result);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) =>
        StridedCopy.TryRun(device, x[0], y, [y.Count], [1]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => x[0].AsSpan().CopyTo(y.AsSpan());

    private ArgumentException Misfit(Shape input) =>
        new($"{Name}: {input} ({input.Count} elements) cannot be seen as [{string.Join(", ", Dimensions)}].");
}
