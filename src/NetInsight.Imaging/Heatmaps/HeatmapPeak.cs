namespace NetInsight;

/// <summary>Where a map's largest value lies, in pixels of the original image where the map knows it, else of the map.</summary>
/// <param name="Row">The row, from 0 at the top.</param>
/// <param name="Column">The column, from 0 at the left.</param>
/// <param name="Value">The value, in the map's unit.</param>
public readonly record struct HeatmapPeak(int Row, int Column, float Value)
{
    /// <summary>Whether it lies inside a box, which is given in the same pixels.</summary>
    /// <param name="box">The box.</param>
    public bool IsInside(PixelRectangle box) =>
        Row >= box.Top && Row < (long)box.Top + box.Height && Column >= box.Left && Column < (long)box.Left + box.Width;
}
