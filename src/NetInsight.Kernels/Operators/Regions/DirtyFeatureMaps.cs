using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// Clean NHWC feature maps with, for each <see cref="BatchRegion"/>, a dirty region laid over them: how windows read an input of which a
/// region has changed.
/// </summary>
/// <param name="clean">The clean feature maps, [N, H, W, C]; pinned.</param>
/// <param name="shape">Their extents.</param>
/// <param name="dirty">The dirty values of all regions, [positions, C]; pinned. Null where nothing is dirty.</param>
internal readonly unsafe struct DirtyFeatureMaps(float* clean, FeatureMap shape, float* dirty)
{
    /// <summary>The extents of the feature maps.</summary>
    public FeatureMap Shape => shape;

    /// <summary>The channels of a position in the clean feature map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Clean(in BatchRegion region, int row, int column) =>
        clean + ((nint)region.Image * shape.Positions + (nint)row * shape.Width + column) * shape.Channels;

    /// <summary>The channels of a position that lies in the dirty region.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Dirty(in BatchRegion region, int row, int column) => dirty
        + ((nint)region.DirtyOffset + (nint)(row - region.Dirty.Top) * region.Dirty.Width + column - region.Dirty.Left) * shape.Channels;

    /// <summary>The channels of a position, dirty where it lies in the dirty region; null where it lies outside the feature map.</summary>
    public float* At(in BatchRegion region, int row, int column)
    {
        if ((uint)row >= (uint)shape.Height || (uint)column >= (uint)shape.Width)
            return null;
        return region.Dirty.Contains(row, column) ? Dirty(region, row, column) : Clean(region, row, column);
    }

    /// <summary>
    /// The taps of one window that lie on the feature map, as a block with constant strides: in place if the window reads only clean or
    /// only dirty values, else copied.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="window">The window.</param>
    /// <param name="rows">Its taps over the rows.</param>
    /// <param name="columns">Its taps over the columns.</param>
    /// <param name="copy">Room for the channels of all taps.</param>
    public TapBlock Block(in BatchRegion region, in Window window, in WindowTaps rows, in WindowTaps columns, float* copy)
    {
        int top = rows.Start + rows.First * window.Rows.Dilation, left = columns.Start + columns.First * window.Columns.Dilation;
        int height = rows.End - rows.First, width = columns.End - columns.First;
        nint columnStride = (nint)window.Columns.Dilation * shape.Channels, line = (nint)window.Rows.Dilation * shape.Channels;
        if (region.Dirty.IsEmpty || height == 0 || width == 0)
            return new TapBlock(Clean(region, top, left), line * shape.Width, columnStride, height, width);

        // In place: all taps dirty, or all clean.
        Region span = new(top, left, (height - 1) * window.Rows.Dilation + 1, (width - 1) * window.Columns.Dilation + 1);
        if (region.Dirty.Contains(span))
            return new TapBlock(Dirty(region, top, left), line * region.Dirty.Width, columnStride, height, width);
        if (!region.Dirty.Intersects(span))
            return new TapBlock(Clean(region, top, left), line * shape.Width, columnStride, height, width);

        // Copied: the window crosses the border of the dirty region.
        float* to = copy;
        for (int u = 0; u < height; u++)
        {
            for (int v = 0; v < width; v++, to += shape.Channels)
                Copy(At(region, top + u * window.Rows.Dilation, left + v * window.Columns.Dilation), to, shape.Channels);
        }

        return new TapBlock(copy, (nint)width * shape.Channels, shape.Channels, height, width);
    }

    /// <summary>
    /// Copies a few floats without the cost of a call: up to 64 by vectors of 8 lanes, the last vector overlapping the one before it; below
    /// 8 one by one; above 64 by the library.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to, int count)
    {
        const int Lanes = 8;
        if (count > 8 * Lanes)
        {
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
        }
        else if (count >= Lanes)
        {
            for (int i = 0; i < count - Lanes; i += Lanes)
                Vector256.Load(from + i).Store(to + i);
            Vector256.Load(from + count - Lanes).Store(to + count - Lanes);
        }
        else
        {
            for (int i = 0; i < count; i++)
                to[i] = from[i];
        }
    }
}
