using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Stored maps, channels last, and the patches that cover them: how windows read a map of which a part has changed.</summary>
/// <param name="maps">The stored maps; pinned.</param>
/// <param name="shape">Their extents.</param>
/// <param name="patches">The changed places of all parts; pinned. Null where none has changed.</param>
internal readonly unsafe struct PatchedFeatureMaps(float* maps, FeatureMap shape, float* patches)
{
    /// <summary>The extents of the stored maps.</summary>
    public FeatureMap Shape => shape;

    /// <summary>The stored channels of a place on the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Stored(in BatchRegion part, int row, int column) =>
        maps + ((nint)part.Image * shape.Positions + (nint)row * shape.Width + column) * shape.Channels;

    /// <summary>The patch's channels of a place that has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Patched(in BatchRegion part, int row, int column) =>
        patches + ((nint)part.DirtyOffset + (nint)(row - part.Dirty.Top) * part.Dirty.Width + column - part.Dirty.Left) * shape.Channels;

    /// <summary>The channels of a place: from the patch where it has changed; null where it does not lie on the map.</summary>
    public float* At(in BatchRegion part, int row, int column)
    {
        if ((uint)row >= (uint)shape.Height || (uint)column >= (uint)shape.Width)
            return null;
        return part.Dirty.Contains(row, column) ? Patched(part, row, column) : Stored(part, row, column);
    }

    /// <summary>The taps of one window that lie on the map, as a block of memory with even steps: where they lie if they lie so, else copied.</summary>
    /// <param name="part">The part.</param>
    /// <param name="window">The window.</param>
    /// <param name="rows">Its taps over the rows.</param>
    /// <param name="columns">Its taps over the columns.</param>
    /// <param name="copy">Room for the channels of all taps.</param>
    public TapBlock Block(in BatchRegion part, in Window window, in WindowTaps rows, in WindowTaps columns, float* copy)
    {
        int top = rows.Start + rows.First * window.Rows.Dilation, left = columns.Start + columns.First * window.Columns.Dilation;
        int height = rows.End - rows.First, width = columns.End - columns.First;
        nint step = (nint)window.Columns.Dilation * shape.Channels, line = (nint)window.Rows.Dilation * shape.Channels;
        if (part.Dirty.IsEmpty || height == 0 || width == 0)
            return new TapBlock(Stored(part, top, left), line * shape.Width, step, height, width);

        Region seen = new(top, left, (height - 1) * window.Rows.Dilation + 1, (width - 1) * window.Columns.Dilation + 1);
        if (part.Dirty.Contains(seen))
            return new TapBlock(Patched(part, top, left), line * part.Dirty.Width, step, height, width);
        if (!part.Dirty.Meets(seen))
            return new TapBlock(Stored(part, top, left), line * shape.Width, step, height, width);

        float* to = copy;
        for (int u = 0; u < height; u++)
        {
            for (int v = 0; v < width; v++, to += shape.Channels)
                Copy(At(part, top + u * window.Rows.Dilation, left + v * window.Columns.Dilation), to, shape.Channels);
        }

        return new TapBlock(copy, (nint)width * shape.Channels, shape.Channels, height, width);
    }

    /// <summary>Copies a few floats: a call would cost more than the copy, so short runs go by vectors, the last one overlapping the one before.</summary>
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
