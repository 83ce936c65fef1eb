using System.Collections.Immutable;
using System.Globalization;
using NetInsight.FeatureSpace;
using NetInsight.FeatureSpace.Maps;

namespace NetInsight;

public sealed partial class GridMapLayout
{
    private const int SeamWidth = 3;

    /// <summary>What the image shows.</summary>
    public string Caption => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count} images on a grid of {Columns} x {Rows} cells, each near its place on the map: mean squared distance {Cost:0.00} cells, the least possible.");

    /// <summary>What the red lines of the image with seams show.</summary>
    /// <exception cref="ArgumentException">There is not one row for each point.</exception>
    public string SeamCaption(Tensor features)
    {
        ImmutableArray<GridSeam> seams = Seams(features);
        return seams.IsEmpty ? Caption : string.Create(
            CultureInfo.InvariantCulture,
            $"{Caption} Lines between cells: Euclidean distance of the features of both, from {seams.Min(seam => seam.Distance):0.###} (white) to {seams.Max(seam => seam.Distance):0.###} (red).");
    }

    /// <summary>The images in their cells, without gaps.</summary>
    /// <param name="images">One image for each point.</param>
    /// <param name="tileSize">The side of a cell in pixels; the longer side of an image is fitted to it.</param>
    /// <param name="background">The colour of empty cells; white by default.</param>
    /// <exception cref="ArgumentException">There is not one image for each point, or the size is not 4 to 1,024.</exception>
    public RgbImage ToImage(IReadOnlyList<RgbImage> images, int tileSize = 32, RgbColor? background = null) => Draw(images, tileSize, 0, background, []);

    /// <summary>The images in their cells with the seams between them: the farther in the features, the redder.</summary>
    /// <param name="images">One image for each point.</param>
    /// <param name="features">The space, points x numbers.</param>
    /// <param name="tileSize">The side of a cell in pixels.</param>
    /// <param name="background">The colour of empty cells; white by default.</param>
    /// <exception cref="ArgumentException">There is not one image and one row for each point, or the size is not 4 to 1,024.</exception>
    public RgbImage ToImage(IReadOnlyList<RgbImage> images, Tensor features, int tileSize = 32, RgbColor? background = null) =>
        Draw(images, tileSize, SeamWidth, background, Seams(features));

    private RgbImage Draw(IReadOnlyList<RgbImage> images, int tileSize, int gap, RgbColor? background, ImmutableArray<GridSeam> seams)
    {
        ArgumentNullException.ThrowIfNull(images);
        PointMatrix.CheckEach(images, Count, "images", nameof(images));
        if (tileSize is < 4 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(tileSize), tileSize, "A cell must be 4 to 1,024 pixels large.");
        int step = tileSize + gap;
        PointPainter painter = new(checked(Rows * step - gap), checked(Columns * step - gap), background ?? RgbColor.White);
        for (int i = 0; i < Count; i++)
            painter.Paste(images[i].ResizeLongSide(tileSize), _cellOf[i] % Columns * step + (tileSize - 1) / 2.0, _cellOf[i] / Columns * step + (tileSize - 1) / 2.0);
        if (seams.IsEmpty)
            return painter.ToImage();

        float least = seams.Min(seam => seam.Distance), most = seams.Max(seam => seam.Distance);
        foreach (GridSeam seam in seams)
        {
            double share = most > least ? (seam.Distance - least) / (double)(most - least) : 0;
            byte rest = (byte)Math.Round(255 * (1 - share));
            (int row, int column) = CellOf(seam.First);
            if (seam.IsBeside)
                painter.Fill(row * step, column * step + tileSize, tileSize, gap, new RgbColor(255, rest, rest));
            else
                painter.Fill(row * step + tileSize, column * step, gap, tileSize, new RgbColor(255, rest, rest));
        }

        return painter.ToImage();
    }
}
