using System.Collections.Immutable;
using System.Globalization;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Maps;
using NetInsight.Imaging;

namespace NetInsight;

public sealed partial class GridMapLayout
{
    private const int SeamWidth = 3;

    /// <summary>What the figure shows, with the cost.</summary>
    public string Caption => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count} images on a grid of {Columns} x {Rows} cells, each near its position on the map: "
        + $"mean squared distance {Cost:0.00} cells, the least possible.");

    /// <summary>What the figure with seams shows, with the distances of both ends of the colours.</summary>
    /// <exception cref="ArgumentException">There is not one row for each point.</exception>
    public string SeamCaption(Tensor features)
    {
        ImmutableArray<GridSeam> seams = Seams(features);
        if (seams.IsEmpty)
            return Caption;
        float least = seams.Min(seam => seam.Distance), most = seams.Max(seam => seam.Distance);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Caption} Lines between cells: Euclidean distance of their features, from {least:0.###} (white) to {most:0.###} (red).");
    }

    /// <summary>Draws the images in their cells, without gaps.</summary>
    /// <param name="images">One image for each point.</param>
    /// <param name="tileSize">Side of a cell, and longer side of an image, in pixels. Default 32; 4 to 1,024.</param>
    /// <param name="background">Colour of empty cells; null means white.</param>
    /// <exception cref="ArgumentException">There is not one image for each point, or the size is out of range.</exception>
    public RgbImage ToImage(IReadOnlyList<RgbImage> images, int tileSize = 32, RgbColor? background = null) =>
        Draw(images, tileSize, 0, background, []);

    /// <summary>Draws the images in their cells with seams between them, white to red by the distance of the features.</summary>
    /// <param name="images">One image for each point.</param>
    /// <param name="features">The space, [points, features].</param>
    /// <param name="tileSize">Side of a cell, and longer side of an image, in pixels. Default 32; 4 to 1,024.</param>
    /// <param name="background">Colour of empty cells; null means white.</param>
    /// <exception cref="ArgumentException">There is not one image and one row for each point, or the size is out of range.</exception>
    public RgbImage ToImage(IReadOnlyList<RgbImage> images, Tensor features, int tileSize = 32, RgbColor? background = null) =>
        Draw(images, tileSize, SeamWidth, background, Seams(features));

    /// <inheritdoc cref="ToImage(IReadOnlyList{RgbImage}, int, RgbColor?)"/>
    public RgbImage ToImage(IReadOnlyList<NamedImage> images, int tileSize = 32, RgbColor? background = null) =>
        ToImage(ImageLists.Pixels(images, Count, null, nameof(images)), tileSize, background);

    /// <inheritdoc cref="ToImage(IReadOnlyList{RgbImage}, Tensor, int, RgbColor?)"/>
    public RgbImage ToImage(IReadOnlyList<NamedImage> images, Tensor features, int tileSize = 32, RgbColor? background = null) =>
        ToImage(ImageLists.Pixels(images, Count, null, nameof(images)), features, tileSize, background);

    private RgbImage Draw(IReadOnlyList<RgbImage> images, int tileSize, int gap, RgbColor? background, ImmutableArray<GridSeam> seams)
    {
        ArgumentNullException.ThrowIfNull(images);
        PointMatrix.CheckEach(images, Count, "images", nameof(images));
        Check.Within(tileSize, 4, 1024, nameof(tileSize));
        int step = tileSize + gap;
        PointPainter painter = new(checked(Rows * step - gap), checked(Columns * step - gap), background ?? RgbColor.White);
        for (int i = 0; i < Count; i++)
        {
            (int row, int column) = CellOf(i);
            painter.Paste(images[i].ResizeLongSide(tileSize), row * step + (tileSize - 1) / 2.0, column * step + (tileSize - 1) / 2.0);
        }

        if (seams.IsEmpty)
            return painter.ToImage();

        float least = seams.Min(seam => seam.Distance), most = seams.Max(seam => seam.Distance);
        foreach (GridSeam seam in seams)
        {
            double position = most > least ? (seam.Distance - least) / (double)(most - least) : 0;
            byte level = (byte)Math.Round(255 * (1 - position));
            (int row, int column) = CellOf(seam.First);
            if (seam.IsBeside)
                painter.Fill(row * step, column * step + tileSize, tileSize, gap, new RgbColor(255, level, level));
            else
                painter.Fill(row * step + tileSize, column * step, gap, tileSize, new RgbColor(255, level, level));
        }

        return painter.ToImage();
    }
}
