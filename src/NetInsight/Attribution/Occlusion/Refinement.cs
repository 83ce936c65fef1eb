using System.Collections.Immutable;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Chooses the windows of occlusion grids that are worth a closer look.</summary>
internal static class Refinement
{
    /// <summary>Grids of windows half as wide at half the stride, over each of the windows with the largest drops by magnitude; none where windows cannot be halved.</summary>
    public static ImmutableArray<OcclusionGrid> Of(OcclusionMap map, ImmutableArray<OcclusionGrid> grids, double share)
    {
        (OcclusionGrid Grid, int Row, int Column, double Size)[] windows =
        [
            .. from grid in grids
               from row in Enumerable.Range(0, grid.Rows)
               from column in Enumerable.Range(0, grid.Columns)
               select (grid, row, column, Math.Abs(map.DropAt(grid, row, column, map.Target))),
        ];
        return
        [
            .. windows.OrderByDescending(window => window.Size).Take((int)Math.Ceiling(share * windows.Length))
                .Where(window => window.Grid.Window is { Height: > 1, Width: > 1 })
                .Select(window => OcclusionGrid.Lay(Half(window.Grid.Window, window.Grid.RectangleAt(window.Row, window.Column)), window.Grid.RectangleAt(window.Row, window.Column))),
        ];
    }

    private static OcclusionWindow Half(OcclusionWindow window, PixelRectangle region)
    {
        int height = Math.Min((window.Height + 1) / 2, region.Height), width = Math.Min((window.Width + 1) / 2, region.Width);
        return new OcclusionWindow(height, width, Math.Clamp(window.StrideDown / 2, 1, height), Math.Clamp(window.StrideRight / 2, 1, width));
    }
}
