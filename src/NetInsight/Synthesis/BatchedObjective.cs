using NetInsight.Synthesis.Objectives;

namespace NetInsight.Synthesis;

/// <summary>An objective of many images, in batches that fit a memory budget.</summary>
internal sealed class BatchedObjective
{
    private readonly Model _model;
    private readonly Objective _objective;
    private readonly Shape _image;
    private readonly int _size;
    private readonly Dictionary<int, ObjectiveRun> _runs = [];

    /// <summary>Prepares runs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="image">The shape of one image, 1 x channels x height x width.</param>
    /// <param name="images">How many run at each step.</param>
    /// <param name="memoryBudget">Bytes for the feature maps and gradients of one batch.</param>
    /// <param name="cancellation">Stops the making of the graph, and planning.</param>
    public BatchedObjective(
        Model model, Objective objective, Shape image, int images, long memoryBudget, CancellationToken cancellation)
    {
        (_model, _objective, _image) = (model, objective, image);
        if (objective.IsCoupled)
        {
            _size = model.HasFixedBatch && images > 1
                ? throw new InvalidOperationException("The file takes one image at a time, but the objective compares images of a batch.")
                : images;
            return;
        }

        int most = Math.Min(images, model.MostGradientImages);
        _size = most == 1 ? 1 : Math.Min(most, RunFor(1, cancellation).BatchSizeFor(memoryBudget, most, cancellation));
    }

    /// <summary>Values and gradients.</summary>
    public ObjectiveValues Run(Tensor images, CancellationToken cancellation)
    {
        int count = images.Shape[0];
        if (count <= _size)
            return RunFor(count, cancellation).Run(images, cancellation);
        double[] values = new double[count];
        Tensor gradient = Tensor.Uninitialized(images.Shape);
        for (int start = 0; start < count; start += _size)
        {
            ObjectiveValues part = RunFor(Math.Min(_size, count - start), cancellation).Run(Cut(images, start), cancellation);
            part.Values.CopyTo(values.AsSpan(start));
            part.Gradient.AsSpan().CopyTo(gradient.AsSpan()[(start * _image.Count)..]);
        }

        return new ObjectiveValues(values, gradient);
    }

    /// <summary>Values alone.</summary>
    public double[] ValuesOf(Tensor images, CancellationToken cancellation)
    {
        int count = images.Shape[0];
        double[] values = new double[count];
        for (int start = 0; start < count; start += _size)
        {
            ObjectiveRun run = RunFor(Math.Min(_size, count - start), cancellation);
            run.Values(Cut(images, start), cancellation).CopyTo(values.AsSpan(start));
        }

        return values;
    }

    private Tensor Cut(Tensor images, int start)
    {
        int count = Math.Min(_size, images.Shape[0] - start);
        return new Tensor(_image.With(0, count), images.AsSpan().Slice(start * _image.Count, count * _image.Count));
    }

    private ObjectiveRun RunFor(int images, CancellationToken cancellation) =>
        _runs.TryGetValue(images, out ObjectiveRun? known) ? known
            : _runs[images] = new ObjectiveRun(_model, _objective, _image.With(0, images), cancellation);
}
