using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace NetInsight.Models;

/// <summary>Collects images that are classified, until they are a batch; one image's pixels are held at the network's size only.</summary>
/// <param name="model">The network.</param>
/// <param name="size">Images of a batch.</param>
/// <param name="classify">The most probable classes of each image of a batch of inputs.</param>
/// <param name="total">The number of images, where it is known.</param>
/// <param name="progress">Receives the number of images done.</param>
/// <param name="cancellation">Stops between images.</param>
internal sealed class ClassificationBatch(
    Model model,
    int size,
    Func<Tensor, ImmutableArray<ImmutableArray<Prediction>>> classify,
    int? total,
    IProgress<Progress>? progress,
    CancellationToken cancellation)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ProgressReport? _report = total is { } known ? new ProgressReport(progress, known) : null;
    private readonly ImageNames _names = new();
    private readonly List<RgbImage> _images = [];
    private readonly List<string> _ids = [];
    private int _done;

    /// <summary>Adds an image; true where the batch is full.</summary>
    /// <exception cref="ArgumentException">The image is null.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter of Classify.")]
    public bool Add(RgbImage? image)
    {
        cancellation.ThrowIfCancellationRequested();
        _images.Add(model.Fit(image ?? throw new ArgumentException($"Image {_done + _images.Count} is null.", "images")));
        return _images.Count == size;
    }

    /// <summary>Adds a named image; true where the batch is full.</summary>
    /// <exception cref="ArgumentException">The image is null, or its name is that of an earlier one.</exception>
    public bool Add(NamedImage? image)
    {
        _names.Add(image, _done + _images.Count);
        _ids.Add(image.Id);
        return Add(image.Image);
    }

    /// <summary>The predictions of the images since the last run.</summary>
    public ImmutableArray<ImmutableArray<Prediction>> Run()
    {
        if (_images.Count == 0)
            return [];
        ImmutableArray<ImmutableArray<Prediction>> results = classify(model.Preprocessing.ToTensor(_images));
        _images.Clear();
        _done += results.Length;
        if (_report is not null)
            _report.Add(results.Length);
        else
            progress?.Report(new Progress(_done, _done, _clock.Elapsed));
        return results;
    }

    /// <summary>The predictions of the named images since the last run.</summary>
    public ImagePredictions[] RunNamed()
    {
        string[] ids = [.. _ids];
        _ids.Clear();
        return [.. ids.Zip(Run(), (id, predictions) => new ImagePredictions(id, predictions))];
    }
}
