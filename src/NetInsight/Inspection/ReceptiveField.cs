namespace NetInsight;

/// <summary>
/// The part of the network's input that one unit of a layer depends on: unit (i, j) sees the rows <c>i * StrideDown + Top</c> and
/// <see cref="Height"/> - 1 more, and the columns likewise; what lies outside the input is padding.
/// </summary>
/// <param name="Height">Rows seen by one unit, padding included.</param>
/// <param name="Width">Columns seen by one unit, padding included.</param>
/// <param name="StrideDown">Rows between what a unit and the one below see.</param>
/// <param name="StrideRight">Columns between what a unit and the one to the right see.</param>
/// <param name="Top">The first row that unit (0, 0) sees; negative in the padding.</param>
/// <param name="Left">The first column that unit (0, 0) sees; negative in the padding.</param>
/// <remarks>
/// Where several paths lead to a layer it is the field of the longest: paths must agree in stride and centre (Araujo, Norris and Sim 2019,
/// Computing Receptive Fields of Convolutional Neural Networks, Distill).
/// </remarks>
public readonly record struct ReceptiveField(int Height, int Width, int StrideDown, int StrideRight, int Top, int Left)
{
    /// <summary>The pixels that a unit sees, cut off at the input's edges.</summary>
    /// <param name="row">The unit's row in its map, from 0.</param>
    /// <param name="column">The unit's column in its map, from 0.</param>
    /// <param name="inputHeight">Rows of the network's input.</param>
    /// <param name="inputWidth">Columns of the network's input.</param>
    public PixelRectangle Of(int row, int column, int inputHeight, int inputWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        int top = Math.Clamp(row * StrideDown + Top, 0, inputHeight), bottom = Math.Clamp(row * StrideDown + Top + Height, 0, inputHeight);
        int left = Math.Clamp(column * StrideRight + Left, 0, inputWidth), right = Math.Clamp(column * StrideRight + Left + Width, 0, inputWidth);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }

    /// <summary>All that a unit sees, padding included: the rectangle may hang over the input's edges.</summary>
    /// <param name="row">The unit's row in its map, from 0.</param>
    /// <param name="column">The unit's column in its map, from 0.</param>
    public PixelRectangle Of(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return checked(new PixelRectangle(column * StrideRight + Left, row * StrideDown + Top, Width, Height));
    }

    /// <summary>The field of a layer in words.</summary>
    public override string ToString() => $"{Height} x {Width}, stride {(StrideDown == StrideRight ? StrideDown : $"{StrideDown} x {StrideRight}")}, from ({Top}, {Left})";
}
