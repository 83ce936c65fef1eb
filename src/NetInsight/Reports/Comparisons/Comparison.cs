using NetInsight.Attribution;
using NetInsight.Reports.Comparisons;

namespace NetInsight;

/// <summary>
/// Explains one answer by several attribution methods and says which of them is faithful here. Answers why the network answered so, how
/// far the explanation can be trusted, and which part of the image is enough for the answer, or decides it.
/// </summary>
/// <remarks>
/// <para>
/// For each method: the map; deletion and insertion (Petsiuk et al. 2018, arXiv:1806.07421, section 4.2), compared with the curves of maps
/// that know nothing of the network; the rank correlation with the map of the network with random weights (Adebayo et al. 2018,
/// arXiv:1810.03292); how sparse it is; the time. Then the rank correlation of each pair of maps, and two regions, found in the order of
/// the best map and proved by running the network.
/// </para>
/// <para>
/// A method is called faithful for this image if both of its curves are better than those of the two controls: random values of the map's
/// own grain (single pixels or regions), and the distance from the centre. The scores are of one image; a method that is unfaithful here
/// may be faithful elsewhere.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// ComparisonReport report = Comparison.Compute(model, photo);
/// report.Save("why.html");
/// foreach (ComparedMethod method in report.Methods)
///     Console.WriteLine($"{method.Name}: {method.Verdict}, deletion {method.DeletionArea:0.00}, insertion {method.InsertionArea:0.00}");
/// ComparisonReport quick = Comparison.Compute(model, photo, options: ComparisonOptions.Default.Without("RISE", "occlusion"));
/// </code>
/// </example>
public static class Comparison
{
    /// <summary>Compares the methods on an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Methods, curves, which checks are made, and the grids.</param>
    /// <param name="progress">Receives the forward runs done, about, of all, and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>All maps and scores as numbers; draws itself as a figure and as a page.</returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or a fill of the options does not fit the network's input. A method whose rules
    /// do not apply is no error: it is listed with the reason.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static ComparisonReport Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        ComparisonOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>Compares the methods on an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, ComparisonOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Methods, curves, which checks are made, and the grids.</param>
    /// <param name="progress">Receives the forward runs done, about, of all, and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static ComparisonReport Compute(
        Model model,
        Tensor input,
        Target? target = null,
        ComparisonOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    private static ComparisonReport Compute(
        AttributedInput input,
        Target? target,
        ComparisonOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation) =>
        new ComparisonRun(input, target, options ?? ComparisonOptions.Default, progress, cancellation).Run();
}
