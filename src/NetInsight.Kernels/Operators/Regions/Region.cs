using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>A rectangle of positions of a feature map: rows [Top, Bottom), columns [Left, Right).</summary>
internal readonly record struct Region(int Top, int Left, int Height, int Width)
{
    /// <summary>One past the last row.</summary>
    public int Bottom => Top + Height;

    /// <summary>One past the last column.</summary>
    public int Right => Left + Width;

    /// <summary>Number of positions.</summary>
    public int Positions => Height * Width;

    /// <summary>Whether it has no position.</summary>
    public bool IsEmpty => Height <= 0 || Width <= 0;

    /// <summary>All positions of a feature map.</summary>
    public static Region Of(FeatureMap map) => new(0, 0, map.Height, map.Width);

    /// <summary>The rectangle with these edges; empty where they cross.</summary>
    public static Region Between(int top, int left, int bottom, int right) =>
        new(top, left, Math.Max(bottom - top, 0), Math.Max(right - left, 0));

    /// <summary>Whether a position lies in it.</summary>
    public bool Contains(int row, int column) => (uint)(row - Top) < (uint)Height && (uint)(column - Left) < (uint)Width;

    /// <summary>Whether all of another rectangle, which is not empty, lies in it.</summary>
    public bool Contains(Region other) => other.Top >= Top && other.Left >= Left && other.Bottom <= Bottom && other.Right <= Right;

    /// <summary>Whether the two share a position.</summary>
    public bool Intersects(Region other) => !Intersect(other).IsEmpty;

    /// <summary>The positions in both.</summary>
    public Region Intersect(Region other) =>
        Between(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));

    /// <summary>The smallest rectangle that contains both.</summary>
    public Region Union(Region other) => IsEmpty ? other : other.IsEmpty ? this
        : Between(Math.Min(Top, other.Top), Math.Min(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));
}
