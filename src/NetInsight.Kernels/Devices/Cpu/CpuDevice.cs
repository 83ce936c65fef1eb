using NetInsight.Kernels.Operators;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>The CPU as one run uses it: a number of threads, a precision, and a cancellation token. Cheap to make.</summary>
internal sealed class CpuDevice(int threads, Precision precision = Precision.Fast, CancellationToken cancellation = default) : Backend
{
    /// <summary>Below this many elements a loop runs on the calling thread alone: a second one would cost more than it saves.</summary>
    private const int ElementsPerThread = 16 * 1024;

    private readonly WorkerPool _workers = new();

    /// <summary>The most threads that a loop uses.</summary>
    public int Threads { get; } = threads;

    /// <summary>How exact the arithmetic is.</summary>
    public Precision Precision { get; } = precision;

    /// <summary>
    /// Whether algorithms are chosen as for very large batches, so that the bits of an image's feature maps do not depend on the size of
    /// its batch.
    /// </summary>
    public bool IsBatchInvariant { get; init; }

    /// <summary>Checks for cancellation, in work that is not a parallel loop.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public override PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs) => op.Pack(this, inputs);

    /// <summary>
    /// Runs <paramref name="body"/> for 0 .. <paramref name="count"/>-1, on all threads where the work is worth it. Each index writes
    /// outputs of its own, so the result does not depend on the number of threads.
    /// </summary>
    /// <param name="count">The number of independent indices.</param>
    /// <param name="workEach">About how many elements one index processes.</param>
    /// <param name="body">The work of one index.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; indices not yet begun are left out.</exception>
    public void For(int count, long workEach, Action<int> body)
    {
        if (Threads == 1 || count == 1 || count * workEach < ElementsPerThread)
        {
            for (int index = 0; index < count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(index);
            }
        }
        else
        {
            _workers.Run(new ParallelLoop(count, body, cancellation), Math.Min(Threads, count));
        }
    }

    /// <summary>
    /// Splits 0 .. <paramref name="count"/> into ranges of enough work for a thread each, and runs <paramref name="body"/>(start, end) on
    /// them.
    /// </summary>
    public void ForRanges(int count, long workEach, Action<int, int> body)
    {
        if (count == 0)
            return;
        int most = (int)Math.Max(ElementsPerThread / Math.Max(workEach, 1), 1);
        int size = Math.Min(Math.Max(most, 1), count);
        int ranges = (count + size - 1) / size;
        For(ranges, size * workEach, range => body(range * size, Math.Min((range + 1) * size, count)));
    }
}
