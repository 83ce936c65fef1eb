using System.Diagnostics.CodeAnalysis;
using NetInsight.Execution.Running;

namespace NetInsight.Models;

/// <summary>
/// Runs a sequence of images in batches as far as one layer, for techniques over many images; the images may come from a synchronous or an
/// asynchronous sequence.
/// </summary>
internal sealed class ImageBatches
{
    private readonly Model _model;
    private readonly string _layer;
    private readonly int _size;
    private readonly Action<Tensor, int> _take;
    private readonly SequenceProgress _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<RgbImage> _batch;

    /// <summary>Checks the layer and chooses the batch size.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer whose output is requested.</param>
    /// <param name="batchSize">Images per batch; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="take">Receives the layer's output for each batch, and the batch's number of images.</param>
    /// <param name="total">The number of images, where it is known.</param>
    /// <param name="progress">Receives the number of images done.</param>
    /// <param name="cancellation">Stops between images and within runs.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    public ImageBatches(
        Model model,
        string layer,
        int? batchSize,
        long memoryBudget,
        Action<Tensor, int> take,
        int? total,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        model.ValueOf(layer);
        (int height, int width) = model.InputSize();
        _size = model.BatchSizeFor(
            new Shape(1, model.Preprocessing.ChannelCount, height, width), memoryBudget, batchSize, cancellation);
        (_model, _layer, _take, _cancellation) = (model, layer, take, cancellation);
        _progress = new SequenceProgress(progress, total);
        _batch = new List<RgbImage>(Math.Min(_size, BatchSize.Largest));
    }

    /// <summary>Images so far, skipped ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an image; the batch runs when it is full.</summary>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The technique's parameter.")]
    public void Add(RgbImage? image)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (image is null)
            throw new ArgumentException($"Image {Count} is null.", "images");
        _batch.Add(_model.Fit(image));
        Count++;
        if (_batch.Count == _size)
            Run();
    }

    /// <summary>Counts an image whose output is known already.</summary>
    public void Skip()
    {
        _cancellation.ThrowIfCancellationRequested();
        Count++;
        _progress.Add(1);
    }

    /// <summary>Runs the images of an incomplete batch; does nothing where there are none.</summary>
    public void Run()
    {
        if (_batch.Count == 0)
            return;
        _take(_model.RunBatch(_model.Preprocessing.ToTensor(_batch), _layer, _cancellation), _batch.Count);
        int done = _batch.Count;
        _batch.Clear();
        _progress.Add(done);
    }
}
