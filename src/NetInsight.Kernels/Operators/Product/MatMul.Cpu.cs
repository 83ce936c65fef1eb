namespace NetInsight;

internal sealed unsafe partial record MatMul
{
    /// <inheritdoc/>
    /// <remarks>One matrix on the right is packed once for all rows of the left; otherwise each pair of matrices is a product of its own.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Shape a, Shape b) = Matrices(x[0].Shape, x[1].Shape);
        int rows = a[-2], depth = a[-1], columns = b[-1];
        if (y.Count == 0)
            return;
        bool isShared = b.Product(0, b.Rank - 2) == 1;
        int rank = Math.Max(a.Rank, b.Rank), block = isShared ? y.Count / columns : rows;
        Shape left = a.Expand(rank), right = b.Expand(rank);
        Shape outer = isShared ? new Shape() : Outer(left, right);
        for (int index = 0; index < outer.Count; index++)
        {
            PackedMatrix packed = PackedMatrix.Pack(
                device, x[1].AsMemory().Slice(Matrix(index, outer, right) * depth * columns, depth * columns), depth, columns, columns, 1);
            fixed (float* from = x[0].AsSpan().Slice(isShared ? 0 : Matrix(index, outer, left) * rows * depth), to = y.AsSpan().Slice(index * block * columns))
                MatrixProduct.Compute(device, new DirectRows(from, depth), block, packed, to, columns, new Epilogue(null));
        }
    }

    private static Shape Outer(Shape left, Shape right)
    {
        int[] outer = new int[left.Rank - 2];
        for (int axis = 0; axis < outer.Length; axis++)
            outer[axis] = left[axis] == 1 ? right[axis] : left[axis];
        return new Shape(outer);
    }

    /// <summary>Which matrix of an input takes part in product <paramref name="index"/>.</summary>
    private static int Matrix(int index, Shape outer, Shape input)
    {
        int matrix = 0, stride = 1;
        for (int axis = outer.Rank - 1; axis >= 0; axis--)
        {
            matrix += input[axis] == 1 ? 0 : index % outer[axis] * stride;
            stride *= input[axis];
            index /= outer[axis];
        }

        return matrix;
    }
}
