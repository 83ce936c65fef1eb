namespace NetInsight.Kernels.Operators.Product;

/// <summary>
/// The batch of GEMMs of a <see cref="MatMul"/>: one for each pair of matrices, or a single one over all rows of the left factor where the
/// right factor is one matrix.
/// </summary>
internal readonly struct MatMulBatch
{
    private readonly Shape _left, _right, _outer;
    private readonly bool _isShared;

    /// <summary>Pairs two stacks of matrices; the result must not be empty.</summary>
    /// <param name="a">The left factor, [..., rows, depth].</param>
    /// <param name="b">The right factor, [..., depth, columns].</param>
    /// <param name="count">Elements of the result; not 0.</param>
    public MatMulBatch(Shape a, Shape b, int count)
    {
        (Depth, Columns) = (a[-1], b[-1]);
        _isShared = b.Product(0, b.Rank - 2) == 1;
        Rows = _isShared ? count / Columns : a[-2];
        int rank = Math.Max(a.Rank, b.Rank);
        (_left, _right) = (a.Expand(rank), b.Expand(rank));
        _outer = _isShared ? new Shape() : Outer(_left, _right);
    }

    /// <summary>The number of GEMMs.</summary>
    public int Count => _outer.Count;

    /// <summary>Rows of one GEMM.</summary>
    public int Rows { get; }

    /// <summary>Depth of one GEMM.</summary>
    public int Depth { get; }

    /// <summary>Columns of one GEMM.</summary>
    public int Columns { get; }

    /// <summary>Offset of the left matrix of a GEMM.</summary>
    public int Left(int index) => _isShared ? 0 : Matrix(index, _left) * Rows * Depth;

    /// <summary>Offset of its right matrix.</summary>
    public int Right(int index) => Matrix(index, _right) * Depth * Columns;

    /// <summary>Offset of its result.</summary>
    public int Result(int index) => index * Rows * Columns;

    private static Shape Outer(Shape left, Shape right)
    {
        int[] outer = new int[left.Rank - 2];
        for (int axis = 0; axis < outer.Length; axis++)
            outer[axis] = left[axis] == 1 ? right[axis] : left[axis];
        return new Shape(outer);
    }

    /// <summary>The index of an input's matrix in a GEMM, by broadcasting.</summary>
    private int Matrix(int index, Shape input)
    {
        int matrix = 0, stride = 1;
        for (int axis = _outer.Rank - 1; axis >= 0; axis--)
        {
            matrix += input[axis] == 1 ? 0 : index % _outer[axis] * stride;
            stride *= input[axis];
            index /= _outer[axis];
        }

        return matrix;
    }
}
