namespace NetInsight;

/// <summary>
/// The part of the network's input that one unit of a layer depends on: unit (i, j) sees the rows <c>i * StrideDown + Top</c> and
/// <see cref="Height"/> - 1 more, and the columns likewise; what lies outside the input is padding.
/// </summary>
/// <param name="Height">Rows seen by one unit, padding included.</param>
/// <param name="Width">Columns seen by one unit, padding included.</param>
/// <param name="StrideDown">Rows between what a unit and the one below see; 0 where all see the same, as behind a norm over the whole map.</param>
/// <param name="StrideRight">Columns between what a unit and the one to the right see; 0 where all see the same.</param>
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
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputWidth);
        (int top, int height) = Clipped((long)row * StrideDown + Top, Height, inputHeight);
        (int left, int width) = Clipped((long)column * StrideRight + Left, Width, inputWidth);
        return new PixelRectangle(top, left, height, width);
    }

    /// <summary>
    /// The field and what one unit sees, in words: <c>receptive field 163 x 163, stride 16; unit (6, 6) sees rows 32 to 194, columns 32 to 194</c>.
    /// </summary>
    /// <inheritdoc cref="Of(int, int, int, int)"/>
    public string Describe(int row, int column, int inputHeight, int inputWidth)
    {
        PixelRectangle seen = Of(row, column, inputHeight, inputWidth);
        string field = $"receptive field {Height} x {Width}, stride {Strides}; unit ({row}, {column}) sees";
        if (seen.Width == 0 || seen.Height == 0)
            return $"{field} padding only";
        string note = seen.Width == inputWidth && seen.Height == inputHeight ? ", the whole picture"
            : seen.Width < Width || seen.Height < Height ? "; the rest is padding"
            : "";
        return $"{field} rows {seen.Top} to {seen.Top + seen.Height - 1}, columns {seen.Left} to {seen.Left + seen.Width - 1}{note}";
    }

    /// <summary>All that a unit sees, padding included: the rectangle may hang over the input's edges.</summary>
    /// <param name="row">The unit's row in its map, from 0.</param>
    /// <param name="column">The unit's column in its map, from 0.</param>
    public PixelRectangle Of(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return checked(new PixelRectangle(row * StrideDown + Top, column * StrideRight + Left, Height, Width));
    }

    /// <summary>The field of a layer in words.</summary>
    public override string ToString() => $"{Height} x {Width}, stride {Strides}, from ({Top}, {Left})";

    private string Strides => StrideDown == StrideRight ? $"{StrideDown}" : $"{StrideDown} x {StrideRight}";

    private static (int Start, int Count) Clipped(long start, int count, int extent)
    {
        int first = (int)Math.Clamp(start, 0, extent), end = (int)Math.Clamp(start + count, 0, extent);
        return (first, end - first);
    }
}
