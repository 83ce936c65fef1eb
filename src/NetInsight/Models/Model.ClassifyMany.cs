using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NetInsight.Models;

namespace NetInsight;

[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads differ in their first, required parameter.")]
public sealed partial class Model
{
    /// <summary>The most probable classes of each of several images, in their order; the network runs on batches of them.</summary>
    /// <remarks>
    /// An image's predictions do not depend, on the CPU to the last bit, on the other images; they may differ in the last digits from those
    /// of the image alone, which runs with the algorithms that are fastest for one.
    /// </remarks>
    /// <param name="images">
    /// Images of any size; <see cref="Preprocessing"/> makes them the network's input. None gives an empty list.
    /// </param>
    /// <param name="count">How many classes to return for each; fewer where the network has fewer.</param>
    /// <param name="progress">Receives the number of images done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="ArgumentException">An image is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier (the message says what its output is), the labels do not fit, or the file leaves the input's size open.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<Prediction>> Classify(
        IReadOnlyList<RgbImage> images,
        int count = 5,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ClassificationBatch batch = NewBatch(count, images.Count, progress, cancellationToken);
        List<IReadOnlyList<Prediction>> results = new(images.Count);
        foreach (RgbImage image in images)
        {
            if (batch.Add(image))
                Add(batch.Run());
        }

        Add(batch.Run());
        return results;

        void Add(ImmutableArray<ImmutableArray<Prediction>> predictions)
        {
            foreach (ImmutableArray<Prediction> each in predictions)
                results.Add(each);
        }
    }

    /// <summary>
    /// The most probable classes of each of any number of named images, in their order. Images are enumerated, and results given, one batch
    /// at a time, while the result is enumerated.
    /// </summary>
    /// <inheritdoc cref="Classify(IReadOnlyList{RgbImage}, int, IProgress{Progress}?, CancellationToken)"/>
    /// <param name="images">
    /// Images of any size, each with a name of its own, such as <see cref="ImageFolder.Read"/> gives. Only one batch of them is held.
    /// </param>
    /// <param name="count">How many classes to return for each; fewer where the network has fewer.</param>
    /// <param name="progress">
    /// Receives the number of images done. Where the length of the sequence is unknown, the total is that so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">An image is null, or two have one name.</exception>
    public IEnumerable<ImagePredictions> Classify(
        IEnumerable<NamedImage> images,
        int count = 5,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        int? total = images.TryGetNonEnumeratedCount(out int known) ? known : null;
        _ = NewBatch(count, total, progress, cancellationToken);            // checks the arguments in this call
        return Results();

        IEnumerable<ImagePredictions> Results()
        {
            ClassificationBatch batch = NewBatch(count, total, progress, cancellationToken);
            foreach (NamedImage image in images)
            {
                if (!batch.Add(image))
                    continue;
                foreach (ImagePredictions result in batch.RunNamed())
                    yield return result;
            }

            foreach (ImagePredictions result in batch.RunNamed())
                yield return result;
        }
    }

    /// <summary>
    /// The most probable classes of each image of an asynchronous sequence, such as <see cref="ImageFolder.ReadAsync"/> gives, in their
    /// order.
    /// </summary>
    /// <remarks>
    /// Only images are awaited. Computing is synchronous: the network runs on the thread on which the sequence continues, which is the
    /// caller's as long as images are available at once. A program whose thread must stay free, such as one with windows, enumerates within
    /// <see cref="Task.Run(Func{Task})"/>.
    /// </remarks>
    /// <inheritdoc cref="Classify(IEnumerable{NamedImage}, int, IProgress{Progress}?, CancellationToken)"/>
    public IAsyncEnumerable<ImagePredictions> ClassifyAsync(
        IAsyncEnumerable<NamedImage> images,
        int count = 5,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Results(images, count, null, progress, cancellationToken);
    }

    /// <summary>The most probable classes of each of some image files, which are read asynchronously, in their order.</summary>
    /// <remarks>
    /// Only reading is awaited. Computing is synchronous: the network runs on the thread on which reading continues. A file that cannot be
    /// read ends the sequence; <see cref="ImageFiles.ReadAsync"/> skips such files and reports them.
    /// </remarks>
    /// <inheritdoc cref="ClassifyAsync(IAsyncEnumerable{NamedImage}, int, IProgress{Progress}?, CancellationToken)"/>
    /// <param name="paths">The files, each once: their paths become the names of the results.</param>
    /// <param name="count">How many classes to return for each; fewer where the network has fewer.</param>
    /// <param name="progress">
    /// Receives the number of images done. Where the number of files is unknown, the total is that so far.
    /// </param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">A path is null or empty, or stands there twice.</exception>
    /// <exception cref="ImageFormatException">A file has another format, is damaged, truncated, or beyond the limits.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public IAsyncEnumerable<ImagePredictions> ClassifyAsync(
        IEnumerable<string> paths,
        int count = 5,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        int? total = paths.TryGetNonEnumeratedCount(out int known) ? known : null;
        return Results(ImageFiles.ReadAsync(paths), count, total, progress, cancellationToken);
    }

    private IAsyncEnumerable<ImagePredictions> Results(
        IAsyncEnumerable<NamedImage> images, int count, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        _ = NewBatch(count, total, progress, cancellation);                 // checks the arguments in this call
        return Enumerate(cancellation);

        async IAsyncEnumerable<ImagePredictions> Enumerate([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            ClassificationBatch batch = NewBatch(count, total, progress, cancellationToken);
            await foreach (NamedImage image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (!batch.Add(image))
                    continue;
                foreach (ImagePredictions result in batch.RunNamed())
                    yield return result;
            }

            foreach (ImagePredictions result in batch.RunNamed())
                yield return result;
        }
    }

    private ClassificationBatch NewBatch(int count, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ClassifierHead.RequireClasses();
        (int height, int width) = InputSize();
        int size = BatchSizeFor(new Shape(1, Preprocessing.ChannelCount, height, width), BatchMemory.Default, null, cancellation);
        return new ClassificationBatch(this, size, inputs => BestOf(inputs, count, cancellation), total, progress, cancellation);
    }

    /// <summary>The most probable classes of each image of a batch; the bits of one image's do not depend on the others.</summary>
    private ImmutableArray<ImmutableArray<Prediction>> BestOf(Tensor inputs, int count, CancellationToken cancellation)
    {
        Tensor logits = ScoresOf(inputs, [], batchInvariant: true, cancellation);
        CheckLabels(logits.Shape[1]);
        Tensor probabilities = ClassifierHead.Probabilities(logits);
        return [.. Enumerable.Range(0, inputs.Shape[0]).Select(image => BestOf(logits, probabilities, image, count))];
    }
}
