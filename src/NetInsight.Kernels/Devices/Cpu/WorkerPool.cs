using System.Diagnostics;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>
/// The thread-pool threads that work on the parallel loops of one run. The loops of a network follow each other within microseconds, less
/// than a sleeping thread takes to wake: a worker therefore spins for a moment after each loop, unless the thread pool has other work
/// queued. A caller never waits for a worker that has not started: where the thread pool is busy with other callers' loops, the caller does
/// all of the work itself.
/// </summary>
internal sealed class WorkerPool : IThreadPoolWorkItem
{
    /// <summary>How long a worker spins without work: 200 microseconds, in ticks of the stopwatch.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 5000;

    private ParallelLoop? _loop;
    private int _workers;

    /// <summary>Runs a loop on up to <paramref name="threads"/> threads, including the caller's.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; indices not yet begun are left out.</exception>
    public void Run(ParallelLoop loop, int threads)
    {
        Volatile.Write(ref _loop, loop);
        while (Volatile.Read(ref _workers) < threads - 1)
        {
            Interlocked.Increment(ref _workers);
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

    /// <summary>One worker: joins every loop that is published while it spins.</summary>
    public void Execute()
    {
        ParallelLoop? last = null;
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            ParallelLoop? loop = Volatile.Read(ref _loop);
            if (loop is not null && loop != last)
            {
                loop.Join();
                last = loop;
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetTimestamp() - since > SpinTicks || ThreadPool.PendingWorkItemCount > 0)
            {
                break;
            }
            else
            {
                Thread.SpinWait(8);
            }
        }

        Interlocked.Decrement(ref _workers);
    }
}
