using NetInsight.Attribution;

namespace NetInsight;

/// <summary>
/// The result of an attribution technique: which parts of an image speak for a target. It holds the values that were computed, and draws
/// itself over the image. Immutable.
/// </summary>
/// <remarks>
/// All attributions have a <see cref="Heatmap"/> over the pixels of the network's input, so that they can be drawn, compared and scored
/// alike; the input is the image resized and cropped.
/// </remarks>
public abstract class AttributionMap
{
    private readonly Preprocessing _preprocessing;
    private readonly Tensor? _values;
    private readonly Heatmap? _heatmap;

    /// <summary>A result.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="values">The values as computed.</param>
    /// <param name="heatmap">
    /// The map over the input's pixels, with a caption that states definition, sign, scale and units. Origin, assumptions and what is
    /// special about its values (all zero, none positive, some not finite) are added here.
    /// </param>
    /// <param name="floor">The magnitude up to which values of the heat map are rounding: <see cref="Heatmap.RoundingFloor"/>.</param>
    /// <param name="isSampled">Whether the floor is an error of sampling rather than of rounding.</param>
    private protected AttributionMap(
        AttributedInput input, ExplainedTarget target, Tensor values, Heatmap heatmap, double floor, bool isSampled = false)
        : this(input, target)
    {
        _values = values;
        Heatmap drawn = heatmap.WithOrigin(input.Origin).WithRoundingFloor(floor);
        bool isWidened = drawn.DefaultScale != heatmap.DefaultScale && !drawn.IsWithinRounding;
        string widened = isWidened ? $" Colours end at {drawn.DefaultScale} instead, so that rounding is drawn pale." : "";
        _heatmap = drawn.WithCaption(
            drawn.Caption + RoundingNoise.Text(drawn, isSampled) + widened + AttributionDrawing.Remarks(drawn.Values) + input.Assumption);
    }

    /// <summary>A result over the input's channels, which are reduced and drawn.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="values">The values as computed, 1 x channels x height x width.</param>
    /// <param name="disturbed">The same from a disturbed run, which tells what of them is rounding.</param>
    /// <param name="reduction">How channels become one value for each pixel.</param>
    /// <param name="text">What the values are.</param>
    private protected AttributionMap(
        AttributedInput input, ExplainedTarget target, Tensor values, Tensor disturbed, ChannelReduction reduction, AttributionText text)
        : this(
            input,
            target,
            values,
            ReducedChannels.Draw(values, reduction, text),
            RoundingNoise.FloorOf(values, disturbed, reduction))
    {
    }

    /// <summary>A result that overrides <see cref="Values"/> and <see cref="Heatmap"/>.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    private protected AttributionMap(AttributedInput input, ExplainedTarget target) =>
        (_preprocessing, Height, Width, Target) = (input.Model.Preprocessing, input.Height, input.Width, target);

    /// <summary>Rows of the network's input.</summary>
    public int Height { get; }

    /// <summary>Columns of the network's input.</summary>
    public int Width { get; }

    /// <summary>What is explained, with its value for the image.</summary>
    public ExplainedTarget Target { get; }

    /// <summary>
    /// The values as computed, with their signs: for each channel of the network's input, 1 x channels x height x width, or over a layer's
    /// positions, 1 x 1 x height x width, where the technique works on a layer.
    /// </summary>
    public virtual Tensor Values => _values!;

    /// <summary>
    /// The attribution of each pixel of the network's input. It knows which rectangle of the original image it covers
    /// (<see cref="Heatmap.Origin"/>).
    /// </summary>
    public virtual Heatmap Heatmap => _heatmap!;

    /// <summary>
    /// Whether all of the map lies within the errors of the network's rounding, or of the method's sampling: it is drawn empty and is no
    /// evidence for anything. The size of these errors is <see cref="Heatmap.RoundingFloor"/>.
    /// </summary>
    public bool IsWithinRounding => Heatmap.IsWithinRounding;

    /// <summary>
    /// The value of <see cref="Heatmap"/> at a pixel that plays no part (<see cref="Heatmap.Neutral"/>): 0, or for <see cref="Rise"/> the
    /// mean score over all masks. Scores that add or compare values, such as <see cref="Sparseness"/>, take it off.
    /// </summary>
    public double Neutral => Heatmap.Neutral;

    /// <summary>What the map shows: definition, sign, scale, units, and what was assumed.</summary>
    public string Caption => Heatmap.Caption;

    /// <summary>
    /// The share of the evidence inside a box, from 0 to 1 (<see cref="Heatmap.ShareInside(PixelRectangle)"/>): for tests which assert that
    /// a network looks at the object and not at the watermark.
    /// </summary>
    /// <param name="box">
    /// The box, in pixels of the image as given to the technique; where a tensor was given, in pixels of the network's input.
    /// </param>
    /// <exception cref="ArgumentException">The box is empty or lies outside the image.</exception>
    /// <exception cref="InvalidOperationException">
    /// The map shows no evidence: no value is positive, or all are errors of rounding or sampling (<see cref="IsWithinRounding"/>).
    /// </exception>
    /// <example>
    /// <code>
    /// AttributionMap map = Occlusion.Compute(model, photo);
    /// Assert.True(map.ShareInside(elephant) > 0.5, map.Caption);
    /// Assert.True(map.Peak().IsInside(elephant), map.Caption);
    /// Assert.True(map.ShareInside(watermark) &lt; 0.05, map.Caption);
    /// </code>
    /// </example>
    public double ShareInside(PixelRectangle box) => Heatmap.ShareInside(box);

    /// <summary>The share of the evidence that lies inside any of several boxes; where they overlap it counts once.</summary>
    /// <param name="boxes">The boxes; at least one.</param>
    /// <inheritdoc cref="ShareInside(PixelRectangle)"/>
    public double ShareInside(IReadOnlyList<PixelRectangle> boxes) => Heatmap.ShareInside(boxes);

    /// <summary>
    /// Where the strongest evidence lies, in pixels of the image as given to the technique; where a tensor was given, in pixels of the
    /// network's input (<see cref="Heatmap.Peak"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The map shows no evidence: no value is positive, or all are errors of rounding or sampling (<see cref="IsWithinRounding"/>).
    /// </exception>
    public HeatmapPeak Peak() => Heatmap.Peak();

    /// <summary>The map at the input's size.</summary>
    /// <param name="scale">The values at the ends of the colours; null for this map's own. Share one to compare figures.</param>
    public RgbImage ToImage(ColorScale? scale = null) => Heatmap.ToImage(scale: scale);

    /// <summary>
    /// The map over the image, which is drawn in gray: over the pixels that the network saw of the original image, at its own size, the
    /// others dimmed; or over the network's input.
    /// </summary>
    /// <param name="image">
    /// The image as given to the technique, or one of the input's size (<see cref="Model.Fit"/>). Where a tensor was given, any image: it
    /// is fitted to the input's size.
    /// </param>
    /// <param name="strength">The opacity of the colours, from 0 (only the image) to 1 (only the map).</param>
    /// <param name="scale">The values at the ends of the colours; null for this map's own. Share one to compare figures.</param>
    /// <param name="dimOutside">Whether pixels that the network did not see are drawn half as bright. Default true.</param>
    /// <exception cref="ArgumentException">The image has neither the original's size nor the input's.</exception>
    public RgbImage Over(RgbImage image, double strength = 0.6, ColorScale? scale = null, bool dimOutside = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        bool isFitted = Heatmap.Origin is not null || (image.Height == Height && image.Width == Width);
        RgbImage photo = isFitted ? image : _preprocessing.Fit(image, Height, Width);
        return Heatmap.Over(photo, strength, scale: scale, grayPhoto: true, dimOutside: dimOutside);
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
