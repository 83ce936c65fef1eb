using System.Runtime.ExceptionServices;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>A loop whose indices are taken one by one by the caller and by the workers that join it.</summary>
internal sealed class ParallelLoop(int count, Action<int> body, CancellationToken cancellation)
{
    /// <summary>Set in <see cref="_workers"/> once no further worker may join.</summary>
    private const int Closed = 1 << 30;

    private int _next;
    private int _workers;
    private volatile Exception? _fault;

    /// <summary>
    /// Takes indices until none is left, waits for workers that are within their last index, and rethrows what any of them threw.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; indices not yet begun are left out.</exception>
    public void Run()
    {
        Work();
        Interlocked.Or(ref _workers, Closed);
        SpinWait wait = default;
        while (Volatile.Read(ref _workers) != Closed)
            wait.SpinOnce(sleep1Threshold: -1);
        if (_fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Takes indices on another thread, until none is left.</summary>
    public void Join()
    {
        if ((Interlocked.Increment(ref _workers) & Closed) == 0)
            Work();
        Interlocked.Decrement(ref _workers);
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
