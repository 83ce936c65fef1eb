using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Synthesis.Objectives;

namespace NetInsight.Synthesis.Style;

/// <summary>One style transfer: sizes and colours of the images, the objective, the loop, and the colours of the result.</summary>
internal sealed class StyleRun
{
    private readonly Model _model;
    private readonly StyleTransferOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly RgbImage _content;
    private readonly ImmutableArray<RgbImage> _styles;
    private readonly Tensor _input;
    private readonly ImmutableArray<LayerWeight> _contentLayers;
    private readonly ImmutableArray<LayerWeight> _gramLayers;
    private readonly Objective _objective;
    private readonly string _weights;

    /// <summary>Prepares images and objective.</summary>
    public StyleRun(
        Model model, RgbImage content, IReadOnlyList<StyleImage> styles, StyleTransferOptions options, CancellationToken cancellation)
    {
        (_model, _options, _cancellation) = (model, options, cancellation);
        _content = StyleSizes.Reduced(content, options.LongSide);
        int side = StyleSizes.LongSide(_content.Height, _content.Width, options.StyleRatio);
        _styles = [.. styles.Select(style => InColors(StyleSizes.WithLongSide(style.Image, side)))];
        _input = model.Preprocessing.ToTensor([options.Colors == StyleColors.ContentByLuminance
            ? StyleColorTransfer.Gray(_content)
            : _content]);
        _gramLayers = options.GramLayers is { } named ? [.. named] : StyleLayers.ForGram(model);
        _contentLayers = options.ContentWeight == 0 ? []
            : options.ContentLayers is { } own ? [.. own] : StyleLayers.ForContent(model);
        _objective = options.StyleWeight * StyleObjective.Style(
            model,
            [.. _styles.Select((style, index) => (model.Preprocessing.ToTensor([style]), styles[index].Weight))],
            _gramLayers,
            options.StyleScale,
            cancellation);
        if (_contentLayers.Length > 0)
        {
            _objective += options.ContentWeight * StyleObjective.Content(
                model, _input, _contentLayers, options.ContentScale, cancellation);
        }

        string weights = string.Join(" : ", styles.Select(style => style.Weight.ToString("G4", CultureInfo.InvariantCulture)));
        _weights = styles.Count == 1 ? "one style" : $"{styles.Count} styles blended {weights}";
    }

    /// <summary>Optimises the image.</summary>
    public StyleTransferReport Run(IProgress<Progress>? progress)
    {
        SynthesizedImages images = ImageSynthesis.Compute(_model, _objective.Named(Describe()), Recipe(), progress, _cancellation);
        IReadOnlyList<double> values = images.ValuesOf(), penalties = images.PenaltiesOf();
        double last = Smoothing().Sum(penalty => penalty.Penalty(
            images.Inputs.AsSpan(), _content.Height, _content.Width, new float[images.Inputs.Count]));
        RgbImage image = images.ToImage();
        return new StyleTransferReport(_options.Colors == StyleColors.ContentByLuminance
            ? StyleColorTransfer.WithLuminance(_content, image)
            : image)
        {
            Content = _content,
            Styles = _styles,
            Losses =
            [
                .. values.Select((value, step) => penalties[step] - value),
                .. images.FinalValues?.Select(value => last - value) ?? [],
            ],
            Layers = images.IsCancelled ? [] : Shares(images),
            Synthesis = images,
            Caption = images.Caption,
        };
    }

    private ImageSynthesisOptions Recipe() => new()
    {
        Steps = _options.Steps,
        Size = new ImageSize(_content.Height, _content.Width),
        Start = _options.Start == StyleStart.Content ? _input : null,
        Parameterization = Parameterization.Pixels(deviation: 0.1, level: 0.5),
        Transformations = [],
        Regularizers = Smoothing(),
        Optimizer = _options.Optimizer,
        StaysInPixelRange = _options.StaysInPixelRange,
        SnapshotEvery = _options.SnapshotEvery,
        Seed = _options.Seed,
    };

    private IReadOnlyList<Regularizer> Smoothing() => StyleSizes.Smoothing(_options.Smoothness, _model.Preprocessing, _input.Shape);

    private RgbImage InColors(RgbImage style) => _options.Colors switch
    {
        StyleColors.ContentByLuminance => StyleColorTransfer.GrayLike(style, _content),
        StyleColors.ContentByMatching => StyleColorTransfer.Matched(style, _content),
        _ => style,
    };

    private ImmutableArray<StyleLoss> Shares(SynthesizedImages images)
    {
        ObjectiveRun run = new(_model, _objective, _input.Shape);
        double[] distances = run.Terms(images.Inputs, CancellationToken.None);
        LayerWeight[] layers = [.. _gramLayers, .. _contentLayers];
        return
        [
            .. layers.Select((layer, index) => new StyleLoss(
                layer.Layer, index >= _gramLayers.Length, -_objective.Terms[index].Weight, distances[index])),
        ];
    }

    private string Describe()
    {
        string colors = _options.Colors switch
        {
            StyleColors.ContentByLuminance => ", luminance only, the content's colours",
            StyleColors.ContentByMatching => ", the style's colours matched to the content's",
            _ => "",
        };
        string kept = _contentLayers.Length == 0 ? "no content" : FormattableString.Invariant(
            $"{_options.ContentWeight:G4} x content ({Scale(_options.ContentScale == DistanceScale.Relative, _options.ContentScale)}) of ")
            + List(_contentLayers);
        string start = _options.Start == StyleStart.Content ? "the content" : "noise";
        return FormattableString.Invariant(
            $"{_options.StyleWeight:G4} x style ({Scale(_options.StyleScale == GramScale.Relative, _options.StyleScale)}) of ")
            + $"{List(_gramLayers)} and {kept}, {_weights}{colors}, from {start}";

        static string Scale<T>(bool isRelative, T scale) => isRelative ? "relative" : $"{scale}";

        static string List(IEnumerable<LayerWeight> layers) => string.Join(", ", layers.Select(layer => layer.Layer));
    }
}
