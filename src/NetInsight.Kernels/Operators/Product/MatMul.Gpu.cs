namespace NetInsight;

internal sealed partial record MatMul
{
    /// <inheritdoc/>
    /// <remarks>One matrix on the right serves all rows of the left in one product; otherwise each pair of matrices is a product of its own.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
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
            int from = isShared ? 0 : Matrix(index, outer, left) * rows * depth;
            GpuProduct.Run(device, new ProductArguments(
                x[0].View.SubView(from, block * depth),
                x[1].View.SubView(Matrix(index, outer, right) * depth * columns, depth * columns),
                y.View,
                y.View,
                y.View.SubView(index * block * columns, block * columns),
                ProductRows.OfMatrix(block, depth),
                depth,
                columns,
                columns,
                0,
                default));
        }
    }
}
