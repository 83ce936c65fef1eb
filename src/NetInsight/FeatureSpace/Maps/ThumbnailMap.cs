using NetInsight.FeatureSpace.Maps;

namespace NetInsight;

/// <summary>Thumbnails of images at points of the plane. Immutable.</summary>
public sealed class ThumbnailMap
{
    private readonly Tensor _points;
    private readonly RgbImage[] _images;
    private readonly ThumbnailsOptions _options;

    internal ThumbnailMap(Tensor points, RgbImage[] images, ThumbnailsOptions options) =>
        (_points, _images, _options) = (points, images, options);

    /// <summary>What the figure shows.</summary>
    public string Caption => $"{_images.Length} images at their points, both axes in the same scale, the second upwards, without unit; "
        + (_options.SkipsCovered ? "of each square of a thumbnail's size only the first is shown." : "later images lie over earlier ones.");

    /// <summary>Draws the map.</summary>
    public RgbImage ToImage()
    {
        PointPainter painter = new(_options.Height, _options.Width, _options.Background);
        PlaneFrame frame = new(_points, _options.Height, _options.Width, _options.ThumbnailSize / 2.0 + 2);
        HashSet<(int, int)> taken = [];
        for (int i = 0; i < _images.Length; i++)
        {
            (double row, double column) = frame.At(_points[i, 0], _points[i, 1]);
            (int, int) cell = ((int)(row / _options.ThumbnailSize), (int)(column / _options.ThumbnailSize));
            if (!_options.SkipsCovered || taken.Add(cell))
                painter.Paste(_images[i].ResizeLongSide(_options.ThumbnailSize), row, column);
        }

        return painter.ToImage();
    }
}
