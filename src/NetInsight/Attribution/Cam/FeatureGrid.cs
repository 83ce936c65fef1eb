using NetInsight.Graphs;

namespace NetInsight.Attribution.Cam;

/// <summary>
/// Where channels, rows and columns of a feature map lie in a layer's output, whatever its layout: NCHW, NHWC, or the tokens of a
/// transformer [N, tokens, features] with those before the grid left out.
/// </summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal sealed record FeatureGrid(int Channels, int Height, int Width)
{
    private int Start { get; init; }

    private int ChannelStride { get; init; }

    private int RowStride { get; init; }

    private int ColumnStride { get; init; }

    /// <summary>The number of positions.</summary>
    public int Positions => Height * Width;

    /// <summary>The grid of a value; null where it has more axes than channels, rows and columns, or holds weights of attention.</summary>
    /// <param name="axes">Its rows and columns.</param>
    /// <param name="shape">Its shape; several images only along the first axis.</param>
    public static FeatureGrid? Of(MapAxes axes, Shape shape)
    {
        int[] strides = new int[shape.Rank];
        for (int axis = shape.Rank - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        int[] others = [.. Enumerable.Range(0, shape.Rank)
            .Where(axis => shape[axis] != 1 && axis != axes.RowAxis && axis != axes.ColumnAxis)];
        if (others is [0, _])                       // a batch of the file, in front
            others = others[1..];
        if (others.Length > 1 || axes.IsAttention)
            return null;
        FeatureGrid grid = new(others is [var channel] ? shape[channel] : 1, axes.Height, axes.Width)
        {
            ChannelStride = others is [var along] ? strides[along] : 0,
        };
        return axes.IsMerged
            ? grid with
            {
                Start = axes.Before * strides[axes.RowAxis],
                RowStride = axes.Width * strides[axes.RowAxis],
                ColumnStride = strides[axes.RowAxis],
            }
            : grid with { RowStride = strides[axes.RowAxis], ColumnStride = strides[axes.ColumnAxis] };
    }

    /// <summary>The first image's feature map, [1, C, H, W].</summary>
    public Tensor Read(Tensor value)
    {
        Tensor map = Tensor.Uninitialized(new Shape(1, Channels, Height, Width));
        ReadOnlySpan<float> from = value.AsSpan();
        Span<float> to = map.AsSpan();
        int at = 0;
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                    to[at++] = from[OffsetOf(channel, row, column)];
            }
        }

        return map;
    }

    /// <summary>Sets a channel of one image to 0 at all positions of the grid.</summary>
    public void Clear(Span<float> image, int channel)
    {
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
                image[OffsetOf(channel, row, column)] = 0;
        }
    }

    /// <summary>Multiplies all channels of one image by a mask, [H, W].</summary>
    public void Multiply(Span<float> image, ReadOnlySpan<float> mask)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                    image[OffsetOf(channel, row, column)] *= mask[row * Width + column];
            }
        }
    }

    private int OffsetOf(int channel, int row, int column) =>
        Start + channel * ChannelStride + row * RowStride + column * ColumnStride;
}
