namespace NetInsight.Formats.Npy;

/// <summary>
/// Converts elements from column-major (Fortran) to row-major order, block by block: element (i, j) of a shape [h, w] is read at index
/// i + h j and written at index i w + j; more axes likewise.
/// </summary>
internal sealed class NpyFortranOrder
{
    private readonly int[] _dimensions;
    private readonly int[] _strides;
    private readonly int[] _index;
    private int _target;

    /// <summary>Begins at the first element of a shape.</summary>
    public NpyFortranOrder(Shape shape)
    {
        _dimensions = shape.Dimensions.ToArray();
        _index = new int[_dimensions.Length];
        _strides = new int[_dimensions.Length];
        int stride = 1;
        for (int axis = _dimensions.Length - 1; axis >= 0; axis--)
        {
            _strides[axis] = stride;
            stride *= _dimensions[axis];
        }
    }

    /// <summary>Writes the next block.</summary>
    /// <param name="source">Elements in column-major order, from where the previous call ended.</param>
    /// <param name="target">All elements of the shape, in row-major order.</param>
    public void Scatter(ReadOnlySpan<float> source, Span<float> target)
    {
        foreach (float value in source)
        {
            target[_target] = value;
            Advance();
        }
    }

    private void Advance()
    {
        for (int axis = 0; axis < _dimensions.Length; axis++)
        {
            _target += _strides[axis];
            if (++_index[axis] < _dimensions[axis])
                return;
            _target -= _strides[axis] * _dimensions[axis];
            _index[axis] = 0;
        }
    }
}
