namespace NetInsight.Formats.Npy;

/// <summary>
/// Puts numbers that come with the first axis innermost (Fortran's order) where they lie with the last axis innermost: the number at
/// (i, j) of a shape h x w comes as number i + h j and goes to number i w + j; more axes likewise. The numbers may come in several parts.
/// </summary>
internal sealed class NpyFortranOrder
{
    private readonly int[] _dimensions;
    private readonly int[] _strides;
    private readonly int[] _index;
    private int _target;

    /// <summary>Begins at the first number of a shape.</summary>
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

    /// <summary>Puts the next numbers in their places.</summary>
    /// <param name="source">The numbers, first axis innermost, from where the call before ended.</param>
    /// <param name="target">All numbers of the shape, last axis innermost.</param>
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
