using NetInsight.Kernels.Operators;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>The processor, as one run uses it: so many threads, until cancelled. Cheap to make.</summary>
internal sealed class CpuDevice(int threads, Precision precision = Precision.Fast, CancellationToken cancellation = default) : Backend
{
    /// <summary>Below this many element steps a loop is not worth a second thread.</summary>
    private const int WorthAThread = 16 * 1024;

    private readonly WorkerPool _team = new();

    /// <summary>The most threads that a loop uses.</summary>
    public int Threads { get; } = threads;

    /// <summary>How exact the arithmetic is.</summary>
    public Precision Precision { get; } = precision;

    /// <summary>Whether algorithms are chosen as for very many pictures, so that the bits of a picture's maps do not depend on how many run with it.</summary>
    public bool IsBatchInvariant { get; init; }

    /// <summary>Computes <paramref name="y"/>, which has the shape that the operator infers from the inputs.</summary>
    public void Forward(Operator op, ReadOnlySpan<Tensor> x, Tensor y)
    {
        ThrowIfCancelled();
        op.Forward(this, x, y);
    }

    /// <summary>For work that is no loop of pieces.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public override PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs) => op.Pack(this, inputs);

    /// <summary>
    /// Runs <paramref name="body"/> for 0 .. <paramref name="count"/>-1, on all threads where the whole is worth it. Each index writes
    /// outputs of its own, so the result does not depend on the number of threads.
    /// </summary>
    /// <param name="count">The number of independent pieces.</param>
    /// <param name="workEach">About how many element steps one piece takes.</param>
    /// <param name="body">One piece.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; pieces not yet begun are left out.</exception>
    public void For(int count, long workEach, Action<int> body)
    {
        if (Threads == 1 || count == 1 || count * workEach < WorthAThread)
        {
            for (int index = 0; index < count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(index);
            }
        }
        else
        {
            _team.Run(new ParallelLoop(count, body, cancellation), Math.Min(Threads, count));
        }
    }

    /// <summary>Splits 0 .. <paramref name="count"/> into ranges worth a thread each and runs <paramref name="body"/>(start, end) on them.</summary>
    public void ForRanges(int count, long workEach, Action<int, int> body)
    {
        if (count == 0)
            return;
        int most = (int)Math.Max(WorthAThread / Math.Max(workEach, 1), 1);
        int size = Math.Min(Math.Max(most, 1), count);
        int ranges = (count + size - 1) / size;
        For(ranges, size * workEach, range => body(range * size, Math.Min((range + 1) * size, count)));
    }
}
