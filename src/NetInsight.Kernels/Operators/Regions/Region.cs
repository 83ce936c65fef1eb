using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>A rectangle of places of a map: rows Top up to but without Bottom, columns Left up to but without Right.</summary>
internal readonly record struct Region(int Top, int Left, int Height, int Width)
{
    /// <summary>The row after the last.</summary>
    public int Bottom => Top + Height;

    /// <summary>The column after the last.</summary>
    public int Right => Left + Width;

    /// <summary>How many places lie in it.</summary>
    public int Positions => Height * Width;

    /// <summary>Whether no place lies in it.</summary>
    public bool IsEmpty => Height <= 0 || Width <= 0;

    /// <summary>All places of a map.</summary>
    public static Region Of(FeatureMap map) => new(0, 0, map.Height, map.Width);

    /// <summary>The rectangle with these edges; empty where they cross.</summary>
    public static Region Between(int top, int left, int bottom, int right) => new(top, left, Math.Max(bottom - top, 0), Math.Max(right - left, 0));

    /// <summary>Whether a place lies in it.</summary>
    public bool Contains(int row, int column) => (uint)(row - Top) < (uint)Height && (uint)(column - Left) < (uint)Width;

    /// <summary>Whether all of another rectangle, which is not empty, lies in it.</summary>
    public bool Contains(Region other) => other.Top >= Top && other.Left >= Left && other.Bottom <= Bottom && other.Right <= Right;

    /// <summary>Whether a place lies in both.</summary>
    public bool Meets(Region other) => !Intersect(other).IsEmpty;

    /// <summary>The places that lie in both.</summary>
    public Region Intersect(Region other) =>
        Between(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));

    /// <summary>The smallest rectangle around both.</summary>
    public Region Around(Region other) => IsEmpty ? other : other.IsEmpty ? this
        : Between(Math.Min(Top, other.Top), Math.Min(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right));
}
