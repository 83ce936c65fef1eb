using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace NetInsight.Models;

/// <summary>
/// Pictures that come one after the other, run batch by batch as far as one layer: what techniques share that look at many pictures, whether these come from a plain or
/// an asynchronous sequence.
/// </summary>
internal sealed class ImageBatches
{
    private const int LargestBatch = 32;

    private readonly Model _model;
    private readonly string _layer;
    private readonly int _size;
    private readonly Action<Tensor, int> _take;
    private readonly IProgress<Progress>? _listener;
    private readonly ProgressReport? _report;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<RgbImage> _batch;

    /// <summary>Prepares for pictures of any number.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer whose output is wanted.</param>
    /// <param name="batchSize">Pictures at once; null for as many as the budget allows, at most 32.</param>
    /// <param name="memoryBudget">Bytes for the maps of one batch.</param>
    /// <param name="take">Is handed the layer's output for each batch, and the number of its pictures.</param>
    /// <param name="total">The number of pictures, where it is known.</param>
    /// <param name="progress">Is told the pictures done.</param>
    /// <param name="cancellation">Stops between pictures and within runs.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open.</exception>
    public ImageBatches(
        Model model, string layer, int? batchSize, long memoryBudget, Action<Tensor, int> take, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        model.ValueOf(layer);
        (int height, int width) = model.InputSize();
        Shape input = new(1, model.Preprocessing.ChannelCount, height, width);
        _size = batchSize ?? (int)Math.Clamp(memoryBudget / sizeof(float) / model.PeakElements(input), 1, LargestBatch);
        (_model, _layer, _take, _listener, _cancellation) = (model, layer, take, progress, cancellation);
        _report = total is { } known ? new ProgressReport(progress, known) : null;
        _batch = new List<RgbImage>(Math.Min(_size, LargestBatch));
    }

    /// <summary>Pictures so far, those that were skipped included.</summary>
    public int Count { get; private set; }

    /// <summary>A picture more; the batch runs when it is full.</summary>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is that of the technique.")]
    public void Add(RgbImage? image)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (image is null)
            throw new ArgumentException($"Picture {Count} is null.", "images");
        _batch.Add(_model.Fit(image));
        Count++;
        if (_batch.Count == _size)
            Run();
    }

    /// <summary>A picture of which the output is known already.</summary>
    public void Skip()
    {
        _cancellation.ThrowIfCancellationRequested();
        Count++;
        Report(1);
    }

    /// <summary>Runs what has gathered; nothing where there is nothing.</summary>
    public void Run()
    {
        if (_batch.Count == 0)
            return;
        _take(_model.RunBatch(_model.Preprocessing.ToTensor(_batch), _layer, _cancellation), _batch.Count);
        int done = _batch.Count;
        _batch.Clear();
        Report(done);
    }

    private void Report(int done)
    {
        if (_report is not null)
            _report.Add(done);
        else
            _listener?.Report(new Progress(Count - _batch.Count, Count - _batch.Count, _clock.Elapsed));
    }
}
