namespace NetInsight.Graphs;

/// <summary>
/// Where the rows and columns of a feature map are in a value that is not [N, C, H, W] itself: channels last [N, H, W, C], or tokens
/// [N, T, C], one for each position, row by row.
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="RowAxis">The axis of the rows; of all positions where it is <paramref name="ColumnAxis"/> too.</param>
/// <param name="ColumnAxis">The axis of the columns.</param>
/// <param name="Before">Tokens before those of the positions, such as the class token.</param>
/// <param name="After">Tokens after them.</param>
/// <param name="IsAttention">Whether the last axis holds a score or weight for each token: a matrix of tokens, no channels.</param>
internal sealed record MapAxes(
    int Height, int Width, int RowAxis, int ColumnAxis, int Before = 0, int After = 0, bool IsAttention = false)
{
    /// <summary>A feature map as the rest of the library has it.</summary>
    public static MapAxes OfMap(Shape shape) => new(shape[2], shape[3], 2, 3);

    /// <summary>Whether one axis holds all positions.</summary>
    public bool IsMerged => RowAxis == ColumnAxis;

    /// <summary>Whether a value with these axes is [N, C, H, W] itself.</summary>
    public bool IsMap(Shape shape) => shape.Rank == 4 && (RowAxis, ColumnAxis) == (2, 3);

    /// <summary>The shape of <see cref="ToMap"/>'s result for a value of a shape.</summary>
    public Shape MapOf(Shape shape)
    {
        int channels = 1;
        for (int axis = 1; axis < shape.Rank; axis++)
            channels *= axis == RowAxis || axis == ColumnAxis ? 1 : shape[axis];
        return new Shape(shape[0], channels, Height, Width);
    }

    /// <summary>
    /// The elements as feature maps [N, C, H, W]: axis 0 is the batch, all axes but those of rows and columns together are the channels;
    /// tokens before and after those of the positions are left out.
    /// </summary>
    /// <param name="value">The value, for any batch.</param>
    public Tensor ToMap(Tensor value)
    {
        Shape shape = value.Shape;
        Tensor map = Tensor.Uninitialized(MapOf(shape));
        int channels = map.Shape[1];
        Span<float> target = map.AsSpan();
        ReadOnlySpan<float> source = value.AsSpan();
        int[] index = new int[shape.Rank];
        for (int offset = 0; offset < source.Length; offset++)
        {
            int channel = 0, rest = offset;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
            }

            for (int axis = 1; axis < shape.Rank; axis++)
            {
                if (axis != RowAxis && axis != ColumnAxis)
                    channel = channel * shape[axis] + index[axis];
            }

            int position = IsMerged ? index[RowAxis] - Before : index[RowAxis] * Width + index[ColumnAxis];
            if ((uint)position < (uint)(Height * Width))
                target[(index[0] * channels + channel) * Height * Width + position] = source[offset];
        }

        return map;
    }
}
