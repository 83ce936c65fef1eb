using System.Collections.Immutable;
using NetInsight.Reports;
using NetInsight.Reports.Comparisons;

namespace NetInsight;

/// <summary>
/// The result of <see cref="Comparison"/>: the maps of several methods for one answer, how faithful each is, how much they agree, and the
/// smallest regions found that keep and that change the answer. Immutable.
/// </summary>
public sealed class ComparisonReport
{
    internal ComparisonReport(
        RgbImage image,
        ExplainedTarget target,
        ImmutableArray<ComparedMethod> methods,
        ImmutableArray<ComparedMethod> controls,
        RankAgreement agreement) =>
        (Image, Target, Methods, Controls, Agreement) = (image, target, methods, controls, agreement);

    /// <summary>The image as the network gets it: resized and cropped.</summary>
    public RgbImage Image { get; }

    /// <summary>What is explained, with its value for the image.</summary>
    public ExplainedTarget Target { get; }

    /// <summary>The most probable classes of the image, at most three, best first; empty where the network is no classifier.</summary>
    public ImmutableArray<Prediction> Predictions { get; internal init; } = [];

    /// <summary>All methods in the order of the options, those that do not apply included.</summary>
    public ImmutableArray<ComparedMethod> Methods { get; }

    /// <summary>
    /// Maps that know nothing of the network, scored alike: random pixels, random regions (7 x 7, enlarged) and the distance from the
    /// centre.
    /// </summary>
    public ImmutableArray<ComparedMethod> Controls { get; }

    /// <summary>
    /// The method with the best verdict, and of several the largest <see cref="ComparedMethod.Faithfulness"/>; null where no method has a
    /// map that is not empty.
    /// </summary>
    public ComparedMethod? Best => BestOf(Methods);

    /// <summary>How much the maps agree.</summary>
    public RankAgreement Agreement { get; }

    /// <summary>The smallest region found that keeps the answer when it alone is shown; null where none was searched or exists.</summary>
    public AnswerRegion? KeptRegion { get; internal init; }

    /// <summary>The smallest region found whose hiding changes the answer; null where none was searched or exists.</summary>
    public AnswerRegion? FlippedRegion { get; internal init; }

    /// <summary>Why a region is missing, as sentences; empty where none is.</summary>
    public string RegionRemarks { get; internal init; } = "";

    /// <summary>What was assumed about the image, such as a guessed preprocessing; empty where nothing was.</summary>
    public string Assumption { get; internal init; } = "";

    /// <summary>What was computed and with which parameters, in sentences.</summary>
    public string Caption { get; internal init; } = "";

    /// <summary>The time of the whole comparison.</summary>
    public TimeSpan Time { get; internal init; }

    /// <summary>A method by its name; case is ignored.</summary>
    /// <exception cref="ArgumentException">It was not compared.</exception>
    public ComparedMethod this[string method] =>
        Methods.FirstOrDefault(given => string.Equals(given.Name, method, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"'{method}' was not compared; there are {string.Join(", ", Methods.Select(given => given.Name))}.", nameof(method));

    /// <summary>
    /// One figure without text: the image, then all maps over it in the order of <see cref="Methods"/> (those that do not apply are left
    /// out), on the shared scale, red for and blue against; then <see cref="KeptRegion"/> and <see cref="FlippedRegion"/>, where there are
    /// such.
    /// </summary>
    /// <param name="columns">Images a row; positive. Default 4.</param>
    /// <param name="strength">The opacity of the colours, from 0 (only the image) to 1 (only the map). Default 0.7.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no column, or the strength is not from 0 to 1.</exception>
    public RgbImage ToImage(int columns = 4, double strength = 0.7)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Imaging.Check.Within(strength, 0, 1, nameof(strength));
        List<RgbImage> tiles = [Image];
        foreach (ComparedMethod method in Methods)
        {
            if (method.Scaled is { } map)
                tiles.Add(map.WithOrigin(null).Over(Image, strength, grayPhoto: true));
        }

        tiles.AddRange(new[] { KeptRegion, FlippedRegion }.OfType<AnswerRegion>().Select(region => region.Image));
        return ImageGrid.Arrange(tiles, columns, gap: 4, background: RgbColor.White);
    }

    /// <summary>
    /// The page, one HTML file that fetches nothing: the image, all maps under one slider of strength, values under the pointer, and a
    /// plain sentence for each score. Less than 3 MB: maps of large inputs are stored at a lower resolution, and the page says so.
    /// </summary>
    /// <param name="cancellationToken">Stops between maps.</param>
    public string ToHtml(CancellationToken cancellationToken = default) => ComparisonPageWriter.Write(this, cancellationToken);

    /// <summary>Writes the page (<see cref="ToHtml"/>) in UTF-8, whole or not at all.</summary>
    /// <param name="path">The file, such as <c>why.html</c>.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public void Save(string path) => PageShell.Save(path, () => ToHtml());

    /// <inheritdoc cref="Save"/>
    /// <param name="path">The file, such as <c>why.html</c>.</param>
    /// <param name="cancellationToken">Stops between maps, before the file is written.</param>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        PageShell.SaveAsync(path, () => ToHtml(cancellationToken), cancellationToken);

    /// <summary><see cref="Best"/> of some methods.</summary>
    internal static ComparedMethod? BestOf(IEnumerable<ComparedMethod> methods) => methods
        .Where(method => method.Verdict > ComparisonVerdict.Empty)
        .OrderByDescending(method => method.Verdict).ThenByDescending(method => method.Faithfulness).FirstOrDefault();

    /// <summary>The target, and each method with its verdict, a line each.</summary>
    public override string ToString() => string.Join('\n', [$"{Target}", .. Methods.Select(method => method.ToString())]);
}
