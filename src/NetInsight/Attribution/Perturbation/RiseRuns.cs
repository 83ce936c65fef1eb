using System.Numerics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Models;

namespace NetInsight.Attribution.Perturbation;

/// <summary>Runs one image under masks, batch by batch, and sums the masks with their scores.</summary>
internal sealed class RiseRuns
{
    /// <summary>Pixels whose sums are taken together: they stay in the nearest cache while a batch's masks are added.</summary>
    private const int Block = 512;

    private readonly AttributedInput _input;
    private readonly TargetScores _scores;
    private readonly RiseOptions _options;
    private readonly RiseEnlargement _enlargement;
    private readonly CpuDevice _device;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _baseline, _difference;
    private readonly int _pixels;

    /// <summary>Prepares the runs.</summary>
    /// <param name="input">The image.</param>
    /// <param name="baseline">What hidden pixels show, of the input's shape.</param>
    /// <param name="target">The target: a class, no top class, so that it is the same for all masks.</param>
    /// <param name="options">Cells, number of masks, memory.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public RiseRuns(AttributedInput input, Tensor baseline, Target target, RiseOptions options, CancellationToken cancellation)
    {
        (_input, _baseline, _options, _cancellation) = (input, baseline, options, cancellation);
        _scores = new TargetScores(input.Model, target);
        _enlargement = new RiseEnlargement(options.Cells, input.Height, input.Width);
        _device = new CpuDevice(input.Model.Parallelism, cancellation: cancellation);
        _pixels = input.Height * input.Width;
        _difference = Tensor.Uninitialized(input.Tensor.Shape);
        for (int i = 0; i < _difference.Count; i++)
            _difference.AsSpan()[i] = input.Tensor.AsSpan()[i] - baseline.AsSpan()[i];
        Sums = new RiseSums(_pixels);
    }

    /// <summary>The sums over the masks run so far.</summary>
    public RiseSums Sums { get; }

    /// <summary>Runs as many masks as the options say; returns their mean score.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="progress">Receives the number of masks done.</param>
    public double Run(IEnumerable<RiseMask> masks, IProgress<Progress>? progress)
    {
        int size = Math.Min(
            _input.Model.BatchSizeFor(_input.Tensor.Shape, _options.MemoryBudget, _options.BatchSize, _cancellation), _options.Masks);
        Tensor pixels = Tensor.Uninitialized(new Shape(size, _pixels)), inputs = Tensor.Uninitialized(_input.Tensor.Shape.With(0, size));
        ProgressReport report = new(progress, _options.Masks);
        double total = 0;
        using ModelBatches batches = _input.Model.OpenBatches(_options.MemoryBudget);
        foreach (RiseMask[] batch in masks.Take(_options.Masks).Chunk(size))
        {
            _cancellation.ThrowIfCancellationRequested();
            Tensor own = batch.Length == size ? inputs : Tensor.Uninitialized(_input.Tensor.Shape.With(0, batch.Length));
            double[] scores = Run(batch, pixels, own, batches);
            foreach (double score in scores)
                total += score;
            report.Add(batch.Length);
        }

        return total / _options.Masks;
    }

    /// <summary>One batch; the masks and the masked inputs are written to memory that the next batch uses again.</summary>
    private double[] Run(RiseMask[] batch, Tensor pixels, Tensor inputs, ModelBatches batches)
    {
        _device.For(batch.Length, _input.Tensor.Count, n =>
        {
            Span<float> mask = pixels.AsSpan().Slice(n * _pixels, _pixels);
            _enlargement.Write(batch[n], mask);
            for (int i = 0; i < _input.Tensor.Count; i += _pixels)
            {
                Mask(
                    _baseline.AsSpan().Slice(i, _pixels), _difference.AsSpan().Slice(i, _pixels), mask,
                    inputs.AsSpan().Slice(n * _input.Tensor.Count + i, _pixels));
            }
        });
        double[] scores = _scores.RunEach(inputs, batches, _cancellation);
        _device.For((_pixels + Block - 1) / Block, Block * batch.Length, block => Sums.Add(
            pixels.AsSpan(), scores, block * Block, Math.Min((block + 1) * Block, _pixels)));
        return scores;
    }

    /// <summary>baseline + (input - baseline) mask, element by element: the same bits for any width of vectors.</summary>
    private static void Mask(ReadOnlySpan<float> baseline, ReadOnlySpan<float> difference, ReadOnlySpan<float> mask, Span<float> result)
    {
        int i = 0;
        for (; i <= result.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(baseline[i..]) + new Vector<float>(difference[i..]) * new Vector<float>(mask[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++)
            result[i] = baseline[i] + difference[i] * mask[i];
    }
}
