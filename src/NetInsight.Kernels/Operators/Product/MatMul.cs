using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>
/// Matrix product of the two innermost dimensions, y = A B, the outer ones broadcast as in NumPy: A [..., M, K], B [..., K, N]. A vector
/// counts as one row on the left and as one column on the right, and that dimension is removed from the result.
/// </summary>
internal sealed partial record MatMul : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) => (long)Infer(inputs).Count * inputs[0][-1];

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (inputs[0].Rank == 0 || inputs[1].Rank == 0)
            throw new ArgumentException($"{Name}: expects matrices, but is given {inputs[0]} and {inputs[1]}.");
        (Shape a, Shape b) = Matrices(inputs[0], inputs[1]);
        if (a[-1] != b[-2])
            throw new ArgumentException($"{Name}: {inputs[0]} and {inputs[1]} do not fit: {a[-1]} columns meet {b[-2]} rows.");

        int rank = Math.Max(a.Rank, b.Rank);
        Shape left = a.Expand(rank), right = b.Expand(rank);
        List<int> result = [];
        for (int axis = 0; axis < rank - 2; axis++)
        {
            if (left[axis] != right[axis] && left[axis] != 1 && right[axis] != 1)
            {
                throw new ArgumentException(
                    $"{Name}: {inputs[0]} and {inputs[1]} do not broadcast: {left[axis]} matrices meet {right[axis]}.");
            }

            result.Add(left[axis] == 1 ? right[axis] : left[axis]);
        }

        if (inputs[0].Rank > 1)
            result.Add(a[-2]);
        if (inputs[1].Rank > 1)
            result.Add(b[-1]);
        return new Shape([.. result]);
    }

    private static MatMulBatch BatchOf(Shape x, Shape other, int count)
    {
        (Shape a, Shape b) = Matrices(x, other);
        return new MatMulBatch(a, b, count);
    }

    /// <summary>Both shapes with vectors as matrices.</summary>
    private static (Shape A, Shape B) Matrices(Shape a, Shape b) =>
        (a.Rank == 1 ? new Shape(1, a[0]) : a, b.Rank == 1 ? new Shape(b[0], 1) : b);
}
