using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetInsight.Attribution;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Models;

namespace NetInsight.Reports.Shortcut;

/// <summary>Takes the images of a data set one by one and keeps sums for each class.</summary>
internal sealed class ShortcutSums
{
    /// <summary>Pixels of an example's shorter side.</summary>
    private const int Thumbnail = 128;

    private readonly Model _model;
    private readonly ShortcutOptions _options;
    private readonly AttributionFunction _attribution;
    private readonly ImageNames _names = new();
    private readonly SortedDictionary<int, ShortcutClassSums> _classes = [];
    private readonly Dictionary<(int Label, int Predicted), int> _confusions = [];
    private int _withBoxes;
    private string? _definition;

    /// <summary>Starts with nothing.</summary>
    /// <exception cref="InvalidOperationException">The network is no classifier.</exception>
    public ShortcutSums(Model model, ShortcutOptions options)
    {
        _ = model.ClassifierHead;
        (_model, _options) = (model, options);
        _attribution = options.Attribution
            ?? ((network, input, target, stop) => GradCam.Compute(network, input, target, cancellationToken: stop));
    }

    /// <summary>Adds an image.</summary>
    /// <exception cref="ArgumentException">
    /// It is null, has another's name, a class that the network does not have, or a box that is empty or outside.
    /// </exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter of Compute.")]
    public void Add(LabelledImage? labelled, CancellationToken cancellation)
    {
        _names.Add(labelled is null ? null : new NamedImage(labelled.Id, labelled.Image), _names.All.Count);
        AttributedInput input = AttributedInput.Of(_model, labelled!.Image);
        ReadOnlySpan<float> logits = _model.Logits(input.Tensor, cancellationToken: cancellation).AsSpan();
        if ((uint)labelled.Class >= (uint)logits.Length)
        {
            throw new ArgumentException(
                $"Image '{labelled.Id}' has class {labelled.Class}, but the network's classes are 0 to {logits.Length - 1}.", "images");
        }

        int predicted = TopClass.Of(logits);
        if (!_classes.TryGetValue(labelled.Class, out ShortcutClassSums? sums))
            _classes[labelled.Class] = sums = new ShortcutClassSums(_options.Cells * _options.Cells);
        BoxUnion? boxes = labelled.Boxes.IsEmpty
            ? null
            : BoxUnion.Of(labelled.Boxes, labelled.Image.Height, labelled.Image.Width);
        AttributionMap map = _attribution(_model, input.Tensor, Target.Class(labelled.Class), cancellation)
            ?? throw new InvalidOperationException("The attribution returned no map.");
        Add(labelled, input, map.Heatmap.WithOrigin(input.Origin), boxes, predicted, sums);
        _definition ??= map.GetType().Name;
    }

    private void Add(
        LabelledImage labelled, AttributedInput input, Heatmap map, BoxUnion? boxes, int predicted, ShortcutClassSums sums)
    {
        (int Label, int Predicted) pair = (labelled.Class, predicted);
        _confusions[pair] = _confusions.GetValueOrDefault(pair) + 1;
        sums.Add(predicted == labelled.Class);
        _withBoxes += boxes is null ? 0 : 1;

        // Boxes are given in the image's pixels; the centre is the network's input's.
        Heatmap plane = boxes is null ? map.WithOrigin(null) : map;
        boxes ??= Center(map.Height, map.Width);
        if (!plane.TryShare(boxes, out double inside))
            return;
        double area = 1 - boxes.ShareOf(plane.PlaneArea);
        sums.Add(1 - inside, area, Shares(map));
        sums.Offer(1 - inside, _options.Examples, () => new ShortcutExample(
            labelled.Id, predicted, _model.LabelOf(predicted), 1 - inside, Drawn(map, input)));
    }

    /// <summary>The report over all images.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ShortcutReport Report()
    {
        if (_names.All.Count == 0)
            throw new ArgumentException("There is no image.", "images");
        ShortcutClassSums all = new(_options.Cells * _options.Cells);
        foreach (ShortcutClassSums sums in _classes.Values)
            all.Add(sums);
        ImmutableArray<ShortcutClass> classes =
        [
            .. _classes.Select(pair => ShortcutClass.Of(pair.Key, _model.LabelOf(pair.Key), pair.Value, all, _options.Cells))
                .OrderByDescending(each => double.IsNaN(each.Surprise) ? double.NegativeInfinity : each.Surprise),
        ];
        return new ShortcutReport(classes, all, _confusions, _options, _withBoxes, _definition!, _model.LabelOf);
    }

    private BoxUnion Center(int height, int width)
    {
        double side = Math.Sqrt(_options.CenterShare);
        int rows = Math.Max(1, (int)Math.Round(height * side)), columns = Math.Max(1, (int)Math.Round(width * side));
        return BoxUnion.Of([new PixelRectangle((height - rows) / 2, (width - columns) / 2, rows, columns)], height, width);
    }

    /// <summary>The share of the evidence in each cell.</summary>
    private double[] Shares(Heatmap map)
    {
        int cells = _options.Cells;
        double[] shares = new double[cells * cells];
        for (int i = 0; i < map.Values.Length; i++)
        {
            double evidence = map.Values[i] - map.Neutral;
            if (evidence > 0 && double.IsFinite(evidence))
                shares[i / map.Width * cells / map.Height * cells + i % map.Width * cells / map.Width] += evidence;
        }

        double sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    private static RgbImage Drawn(Heatmap map, AttributedInput input) =>
        map.WithOrigin(null).Over(input.Image(), 0.6, grayPhoto: true).ResizeShortSide(Thumbnail);
}
