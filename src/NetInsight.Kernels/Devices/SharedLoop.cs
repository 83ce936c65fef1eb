using System.Runtime.ExceptionServices;

namespace NetInsight;

/// <summary>
/// A loop whose indices are handed out one by one to its caller and to whoever of the thread pool comes to help. The caller never waits for help
/// that has not begun: where the pool is busy with other callers' loops, it does all of the work itself.
/// </summary>
internal sealed class SharedLoop(int count, Action<int> body, CancellationToken cancellation) : IThreadPoolWorkItem
{
    /// <summary>Set in <see cref="_helpers"/> once the caller takes no more help.</summary>
    private const int Closed = 1 << 30;

    private int _next;
    private int _helpers;
    private volatile Exception? _fault;

    /// <summary>Runs all indices with up to <paramref name="threads"/> threads, the caller's among them.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; indices not yet begun are left out.</exception>
    public void Run(int threads)
    {
        for (int helper = 1; helper < threads; helper++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Work();
        Interlocked.Or(ref _helpers, Closed);
        SpinWait wait = default;
        while (Volatile.Read(ref _helpers) != Closed)
            wait.SpinOnce(sleep1Threshold: -1);             // a helper is within its last index
        if (_fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>A thread of the pool comes to help.</summary>
    public void Execute()
    {
        if ((Interlocked.Increment(ref _helpers) & Closed) == 0)
            Work();
        Interlocked.Decrement(ref _helpers);
    }

    private void Work()
    {
        try
        {
            while (_fault is null && !cancellation.IsCancellationRequested)
            {
                int index = Interlocked.Increment(ref _next) - 1;
                if ((uint)index >= (uint)count)
                    return;
                body(index);
            }
        }
#pragma warning disable CA1031 // the caller throws it again
        catch (Exception e)
#pragma warning restore CA1031
        {
            _fault ??= e;
        }
    }
}
