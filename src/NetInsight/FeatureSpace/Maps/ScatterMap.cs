using System.Collections.Immutable;
using NetInsight.FeatureSpace.Maps;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>Points in the plane with the colours of their labels. Immutable.</summary>
public sealed class ScatterMap
{
    private const int Swatch = 14;

    private readonly Tensor _points;
    private readonly string[]? _labels;
    private readonly ScatterOptions _options;
    private readonly LabelColors _colors;

    internal ScatterMap(Tensor points, string[]? labels, ScatterOptions options)
    {
        (_points, _labels, _options) = (points, labels, options);
        _colors = new LabelColors(labels ?? []);
        Legend = [.. _colors.Legend];
    }

    /// <summary>Labels, colours and counts, in the order in which labels first appear; empty where there are none.</summary>
    public ImmutableArray<LegendEntry> Legend { get; }

    /// <summary>What the image shows; names the colours.</summary>
    public string Caption => $"{_points.Shape[0]} points, both axes in the same scale, the second upwards, without unit."
        + (Legend.IsEmpty ? "" : $" Colours, from the top of the legend: {string.Join(", ", Legend.Select(entry => $"{entry.Label} {entry.Color} ({entry.Count})"))}.");

    /// <summary>Draws the points in their order, later ones over earlier ones, with smooth edges.</summary>
    public RgbImage ToImage()
    {
        PointPainter painter = new(_options.Height, _options.Width, _options.Background);
        PlaneFrame frame = new(_points, _options.Height, _options.Width, _options.Radius + 4);
        for (int i = 0; i < _points.Shape[0]; i++)
        {
            (double x, double y) = frame.At(_points[i, 0], _points[i, 1]);
            painter.Dot(x, y, _options.Radius, _labels is null ? CategoryColors.At(0) : _colors.Of(_labels[i]));
        }

        RgbImage image = painter.ToImage();
        return _options.Swatches ? WithSwatches(image) : image;
    }

    private RgbImage WithSwatches(RgbImage image)
    {
        for (int i = 0; i < Legend.Length && 6 + (i + 1) * (Swatch + 4) <= image.Height; i++)
            image = image.WithRectangle(new PixelRectangle(6 + i * (Swatch + 4), 6, Swatch, Swatch), Legend[i].Color);
        return image;
    }
}
