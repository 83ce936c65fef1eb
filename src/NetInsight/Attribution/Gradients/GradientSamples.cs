using NetInsight.Graphs.Gradients;
using NetInsight.Models;

namespace NetInsight.Attribution.Gradients;

/// <summary>Writes a sample, an input of the network, element by element.</summary>
/// <param name="index">The sample's index.</param>
/// <param name="sample">Where it is written: channels x height x width.</param>
internal delegate void SampleWriter(int index, Span<float> sample);

/// <summary>Receives the gradient at a sample.</summary>
/// <param name="index">The sample's index.</param>
/// <param name="score">The target's value there.</param>
/// <param name="gradient">The gradient of the target with respect to the input: channels x height x width.</param>
internal delegate void GradientReader(int index, double score, ReadOnlySpan<float> gradient);

/// <summary>
/// The loop that SmoothGrad, VarGrad, integrated and expected gradients share: gradients of one target at many inputs, in batches. What the
/// samples are, and what becomes of their gradients, is the technique's.
/// </summary>
/// <param name="model">The network.</param>
/// <param name="target">The target, the same for all samples: never the top class of each.</param>
/// <param name="shape">The shape of a sample, 1 x channels x height x width.</param>
/// <param name="report">Counts the samples.</param>
internal sealed class GradientSamples(Model model, Target target, Shape shape, ProgressReport report) : IDisposable
{
    private ModelBatches? _batches;

    /// <summary>Bytes for the feature maps and gradients of one batch.</summary>
    public required long MemoryBudget { get; init; }

    /// <summary>Samples of a batch; null for as many as the budget allows.</summary>
    public required int? BatchSize { get; init; }

    /// <summary>Computes the gradients of all samples; they are written and read in order, one after the other.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="write">Writes a sample.</param>
    /// <param name="read">Receives its gradient.</param>
    /// <param name="cancellation">Stops within a batch.</param>
    public void Run(int count, SampleWriter write, GradientReader read, CancellationToken cancellation)
    {
        int most = Math.Min(
            model.GradientBatchSizeFor(shape, target, GradientRules.Standard, MemoryBudget, BatchSize, cancellation), count);
        _batches ??= model.OpenBatches(MemoryBudget);
        int size = BatchSize is null ? EvenSize(count, most) : most;
        Tensor whole = Tensor.Uninitialized(shape.With(0, Math.Min(size, count)));
        for (int start = 0; start < count; start += size)
        {
            int samples = Math.Min(size, count - start);
            Tensor batch = samples == whole.Shape[0] ? whole : Tensor.Uninitialized(shape.With(0, samples));
            for (int index = 0; index < samples; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                write(start + index, batch.AsSpan().Slice(index * shape.Count, shape.Count));
            }

            GradientResult result = model.RunGradient(
                new GradientRequest(batch, [target]) { Values = true, Batches = _batches }, cancellation);
            Tensor gradients = result.OfInput[0];
            for (int index = 0; index < samples; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                read(start + index, result.Values[0][index], gradients.AsSpan().Slice(index * shape.Count, shape.Count));
            }

            report.Add(samples);
        }
    }

    /// <summary>Ends the batches.</summary>
    public void Dispose() => _batches?.Dispose();

    /// <summary>
    /// A batch size that leaves no smaller batch at the end, which would need a plan and memory of its own: the largest divisor of the
    /// count that is at least half of what fits; what fits, where there is none.
    /// </summary>
    internal static int EvenSize(int count, int most)
    {
        for (int size = most; 2 * size >= most; size--)
        {
            if (count % size == 0)
                return size;
        }

        return most;
    }
}
