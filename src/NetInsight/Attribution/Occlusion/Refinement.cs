using System.Collections.Immutable;

namespace NetInsight.Attribution.Occlusion;

/// <summary>Chooses the windows of occlusion grids that are refined.</summary>
internal static class Refinement
{
    /// <summary>
    /// Grids of windows half as high and wide at half the stride, over each of the windows with the largest drops by magnitude; none where
    /// windows cannot be halved.
    /// </summary>
    public static ImmutableArray<OcclusionGrid> Of(OcclusionMap map, ImmutableArray<OcclusionGrid> grids, double share)
    {
        (OcclusionWindow Window, PixelRectangle Pixels, double Drop)[] positions =
        [
            .. from grid in grids
               from row in Enumerable.Range(0, grid.Rows)
               from column in Enumerable.Range(0, grid.Columns)
               select (grid.Window, grid.RectangleAt(row, column), Math.Abs(map.DropAt(grid, row, column))),
        ];
        return
        [
            .. positions.OrderByDescending(position => position.Drop).Take((int)Math.Ceiling(share * positions.Length))
                .Where(position => position.Window is { Height: > 1, Width: > 1 })
                .Select(position => OcclusionGrid.Lay(Half(position.Window, position.Pixels), position.Pixels)),
        ];
    }

    private static OcclusionWindow Half(OcclusionWindow window, PixelRectangle region)
    {
        int height = Math.Min((window.Height + 1) / 2, region.Height), width = Math.Min((window.Width + 1) / 2, region.Width);
        int strideDown = Math.Clamp(window.StrideDown / 2, 1, height), strideRight = Math.Clamp(window.StrideRight / 2, 1, width);
        return new OcclusionWindow(height, width, strideDown, strideRight);
    }
}
