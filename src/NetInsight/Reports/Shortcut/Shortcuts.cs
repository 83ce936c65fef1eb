using NetInsight.Reports.Shortcut;

namespace NetInsight;

/// <summary>
/// Looks for shortcuts in a labelled data set: classes that a network tells by something beside the object, such as a tag, a frame or a
/// watermark in a corner. For each class, which share of the evidence lies outside the objects' boxes, or outside the centre, compared with
/// the other classes; with accuracy and confusions (the "Clever Hans" of Lapuschkin et al. 2019, Nature Communications 10:1096).
/// </summary>
/// <remarks>
/// For each image the attribution of its own class (not the predicted one) is computed; evidence is what lies above the map's neutral
/// value. x = share of the evidence outside - share of the area outside: 0 for evidence that is spread evenly. A class's surprise is
/// Welch's t of x against the images of all other classes, (m - m') / sqrt(s^2 / n + s'^2 / n' + 0.01^2); the last term keeps differences
/// below a hundredth from being surprising. A class that is told by its background rightly (ships by water) is surprising as well: the
/// report says where to look, not what is wrong. One forward run and one attribution for each image; only sums are kept, and a few
/// examples.
/// </remarks>
/// <example>
/// <code>
/// ShortcutReport report = Shortcuts.Compute(model, LabelledFolder.Read(model, "data/validation"));
/// foreach (ShortcutClass found in report.Classes.Take(3))
///     Console.WriteLine($"{found.Label}: {found.OutsideShare:P0} outside, surprise {found.Surprise:0.0}, most in {found.Hotspot}");
/// report.Save("shortcuts.html");
/// </code>
/// </example>
public static class Shortcuts
{
    /// <summary>The report of a data set.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="images">
    /// The images with their classes, read once, one at a time, such as <see cref="LabelledFolder.Read"/> gives.
    /// </param>
    /// <param name="options">Attribution, centre, what is kept.</param>
    /// <param name="progress">
    /// Receives the number of images done. Where the length of the sequence is unknown, the total is that so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// There is no image; one is null, has another's name, a class that the network does not have, or a box that is empty or outside.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, the attribution does not apply to it, or the file leaves the input's size open.
    /// </exception>
    public static ShortcutReport Compute(
        Model model,
        IEnumerable<LabelledImage> images,
        ShortcutOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ShortcutSums sums = new(model, options ?? ShortcutOptions.Default);
        int? total = images.TryGetNonEnumeratedCount(out int known) ? known : null;
        SequenceProgress report = new(progress, total);
        foreach (LabelledImage image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sums.Add(image, cancellationToken);
            report.Add(1);
        }

        return sums.Report();
    }
}
