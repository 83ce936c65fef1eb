using System.Collections.Immutable;
using NetInsight.FeatureSpace.Maps;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

/// <summary>Points in the plane, coloured by their labels. Immutable.</summary>
public sealed class ScatterMap
{
    private const int SwatchSize = 14, Margin = 6, SwatchStep = SwatchSize + 4;

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

    /// <summary>What the figure shows, with the colours of the labels.</summary>
    public string Caption
    {
        get
        {
            string points = $"{_points.Shape[0]} points, both axes in the same scale, the second upwards, without unit.";
            string colors = string.Join(", ", Legend.Select(entry => $"{entry.Label} {entry.Color} ({entry.Count})"));
            return Legend.IsEmpty ? points : $"{points} Colours, from the top of the legend: {colors}.";
        }
    }

    /// <summary>Draws the points in order, later ones over earlier ones, antialiased.</summary>
    public RgbImage ToImage()
    {
        PointPainter painter = new(_options.Height, _options.Width, _options.Background);
        PlaneFrame frame = new(_points, _options.Height, _options.Width, _options.Radius + 4);
        for (int i = 0; i < _points.Shape[0]; i++)
        {
            (double row, double column) = frame.At(_points[i, 0], _points[i, 1]);
            painter.Dot(row, column, _options.Radius, _labels is null ? CategoryColors.At(0) : _colors.Of(_labels[i]));
        }

        RgbImage image = painter.ToImage();
        return _options.Swatches ? WithSwatches(image) : image;
    }

    private RgbImage WithSwatches(RgbImage image)
    {
        for (int i = 0; i < Legend.Length && Margin + (i + 1) * SwatchStep <= image.Height; i++)
            image = image.WithRectangle(new PixelRectangle(Margin + i * SwatchStep, Margin, SwatchSize, SwatchSize), Legend[i].Color);
        return image;
    }
}
