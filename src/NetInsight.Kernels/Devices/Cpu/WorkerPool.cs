using System.Diagnostics;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>
/// The threads of the pool that help one run with its loops. The loops of a network follow each other within microseconds, less than a sleeping thread takes to
/// wake: a helper therefore stays awake for a moment after each loop, unless the pool has other work to do. A caller never waits for help that has not
/// begun: where the pool is busy with other callers' loops, it does all of the work itself.
/// </summary>
internal sealed class WorkerPool : IThreadPoolWorkItem
{
    /// <summary>How long a helper stays awake without work.</summary>
    private static readonly long Patience = Stopwatch.Frequency / 5000;

    private ParallelLoop? _loop;
    private int _present;

    /// <summary>Runs a loop with up to <paramref name="threads"/> threads, the caller's among them.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; indices not yet begun are left out.</exception>
    public void Run(ParallelLoop loop, int threads)
    {
        Volatile.Write(ref _loop, loop);
        while (Volatile.Read(ref _present) < threads - 1)
        {
            Interlocked.Increment(ref _present);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        try
        {
            loop.Run();
        }
        finally
        {
            Volatile.Write(ref _loop, null);
        }
    }

    /// <summary>A thread of the pool comes to help.</summary>
    public void Execute()
    {
        ParallelLoop? last = null;
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            ParallelLoop? loop = Volatile.Read(ref _loop);
            if (loop is not null && loop != last)
            {
                loop.Help();
                last = loop;
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetTimestamp() - since > Patience || ThreadPool.PendingWorkItemCount > 0)
            {
                break;
            }
            else
            {
                Thread.SpinWait(8);
            }
        }

        Interlocked.Decrement(ref _present);
    }
}
