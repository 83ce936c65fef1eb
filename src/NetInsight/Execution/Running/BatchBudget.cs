using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>
/// The memory of the batches that concurrent calls on one model hold at once. A batch enters when no other is held, or when all together
/// stay within its budget and are no more than a limit; else it waits, first come, first served.
/// </summary>
/// <remarks>Thread-safe. A batch that has entered needs no other batch to end.</remarks>
/// <param name="mostBatches">The most batches at once.</param>
internal sealed class BatchBudget(int mostBatches)
{
    /// <summary>Bytes up to which memory is kept in any case.</summary>
    private const long LeastKept = 1 << 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private readonly Stack<Arena> _arenas = [];
    private long _bytes, _largest;                  // of the batches that are held; of the largest since sequences are open
    private int _batches, _sequences;

    /// <summary>
    /// A budget for as many batches at once as there are cores: a batch is computed on all of the model's threads, so that more take memory
    /// and gain no time. Fewer would leave cores without work where callers wait in all threads of the thread pool.
    /// </summary>
    public BatchBudget() : this(Environment.ProcessorCount)
    {
    }

    /// <summary>The numbers of batches that are held and that wait now.</summary>
    public (int Held, int Waiting) Count
    {
        get
        {
            lock (_lock)
                return (_batches, _waiting.Count);
        }
    }

    /// <summary>Begins a sequence of batches, which reuse one another's memory until <see cref="Close"/>.</summary>
    public void Open()
    {
        lock (_lock)
            _sequences++;
    }

    /// <summary>Ends a sequence of batches; with the last, the memory for batches is released.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (--_sequences > 0)
                return;
            _arenas.Clear();
            _largest = 0;
        }
    }

    /// <summary>Waits until a batch may be held.</summary>
    /// <param name="bytes">The batch's feature maps.</param>
    /// <param name="budget">The most bytes of all batches with which it enters beside others.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The batch's place, which it gives back by disposing it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public BatchPlace Enter(long bytes, long budget, CancellationToken cancellation)
    {
        Waiter waiter = new(bytes, budget);
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom(waiter))
                return Admit(waiter);
            _waiting.AddLast(waiter);
        }

        try
        {
            waiter.Place.Task.Wait(cancellation);       // a wait that the thread pool sees and makes up for by another thread
        }
        catch (OperationCanceledException)
        {
            bool isAdmitted;
            lock (_lock)
            {
                isAdmitted = !_waiting.Remove(waiter);
                AdmitWaiting();                         // those behind it may fit where it did not
            }

            if (isAdmitted)
                waiter.Place.Task.Result.Dispose();
            throw;
        }

        return waiter.Place.Task.Result;
    }

    /// <summary>
    /// Takes a place back, and its memory unless that has grown beyond what batches hold, as over batches of many sizes.
    /// </summary>
    internal void Leave(long bytes, Arena arena)
    {
        lock (_lock)
        {
            if (arena.Bytes / 2 <= Math.Max(_largest, LeastKept))
                _arenas.Push(arena);
            (_batches, _bytes) = (_batches - 1, _bytes - bytes);
            AdmitWaiting();
        }
    }

    private bool HasRoom(Waiter waiter) => _batches == 0 || (_batches < mostBatches && waiter.Bytes <= waiter.Budget - _bytes);

    private BatchPlace Admit(Waiter waiter)
    {
        (_batches, _bytes, _largest) = (_batches + 1, _bytes + waiter.Bytes, Math.Max(_largest, waiter.Bytes));
        return new BatchPlace(this, waiter.Bytes, _arenas.TryPop(out Arena? free) ? free : new Arena());
    }

    private void AdmitWaiting()
    {
        while (_waiting.First is { Value: var next } && HasRoom(next))
        {
            _waiting.RemoveFirst();
            next.Place.SetResult(Admit(next));
        }
    }

    private sealed class Waiter(long bytes, long budget)
    {
        public long Bytes => bytes;

        public long Budget => budget;

        public TaskCompletionSource<BatchPlace> Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
