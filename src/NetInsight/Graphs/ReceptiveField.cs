namespace NetInsight;

/// <summary>
/// The region of the network's input that a unit of a layer depends on. The field of unit (i, j) covers <see cref="Height"/> rows from
/// <c>i * StrideDown + Top</c> on, and columns likewise; positions outside the input are padding.
/// </summary>
/// <param name="Height">Rows of one unit's field, padding included.</param>
/// <param name="Width">Columns of one unit's field, padding included.</param>
/// <param name="StrideDown">
/// Rows between the fields of a unit and the one below it; 0 where all units share one field, as behind a norm over the whole feature map.
/// </param>
/// <param name="StrideRight">Columns between the fields of a unit and the one to its right; 0 where all units share one field.</param>
/// <param name="Top">First row of the field of unit (0, 0); negative in the padding.</param>
/// <param name="Left">First column of the field of unit (0, 0); negative in the padding.</param>
/// <remarks>
/// Where several paths lead to a layer, it is the largest of their fields; paths must agree in stride and centre (Araujo, Norris and Sim
/// 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill).
/// </remarks>
public readonly record struct ReceptiveField(int Height, int Width, int StrideDown, int StrideRight, int Top, int Left)
{
    /// <summary>The pixels of a unit's field, clipped at the input's edges.</summary>
    /// <param name="row">The unit's row in its feature map, from 0.</param>
    /// <param name="column">The unit's column in its feature map, from 0.</param>
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
    /// Size, stride and one unit's field in words: <c>receptive field 163 x 163, stride 16; unit (6, 6) covers rows 32 to 194, columns 32
    /// to 194</c>.
    /// </summary>
    /// <inheritdoc cref="Of(int, int, int, int)"/>
    public string Describe(int row, int column, int inputHeight, int inputWidth)
    {
        PixelRectangle covered = Of(row, column, inputHeight, inputWidth);
        string field = $"receptive field {Height} x {Width}, stride {Strides}; unit ({row}, {column}) covers";
        if (covered.Width == 0 || covered.Height == 0)
            return $"{field} padding only";
        string note = covered.Width == inputWidth && covered.Height == inputHeight ? ", the whole image"
            : covered.Width < Width || covered.Height < Height ? "; the rest is padding"
            : "";
        string rows = $"rows {covered.Top} to {covered.Top + covered.Height - 1}";
        string columns = $"columns {covered.Left} to {covered.Left + covered.Width - 1}";
        return $"{field} {rows}, {columns}{note}";
    }

    /// <summary>The whole field of a unit, padding included: the rectangle may extend beyond the input's edges.</summary>
    /// <param name="row">The unit's row in its feature map, from 0.</param>
    /// <param name="column">The unit's column in its feature map, from 0.</param>
    public PixelRectangle Of(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return checked(new PixelRectangle(row * StrideDown + Top, column * StrideRight + Left, Height, Width));
    }

    /// <summary>Size, stride and offset of the field in words.</summary>
    public override string ToString() => $"{Height} x {Width}, stride {Strides}, from ({Top}, {Left})";

    private string Strides => StrideDown == StrideRight ? $"{StrideDown}" : $"{StrideDown} x {StrideRight}";

    private static (int Start, int Count) Clipped(long start, int count, int extent)
    {
        int first = (int)Math.Clamp(start, 0, extent), end = (int)Math.Clamp(start + count, 0, extent);
        return (first, end - first);
    }
}
