using System.Runtime.ExceptionServices;

namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>A loop whose indices are handed out one by one to its caller and to whoever comes to help.</summary>
internal sealed class ParallelLoop(int count, Action<int> body, CancellationToken cancellation)
{
    /// <summary>Set in <see cref="_helpers"/> once the caller takes no more help.</summary>
    private const int Closed = 1 << 30;

    private int _next;
    private int _helpers;
    private volatile Exception? _fault;

    /// <summary>Does what is left, waits for helpers that are within their last index, and throws what any of them threw.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; indices not yet begun are left out.</exception>
    public void Run()
    {
        Work();
        Interlocked.Or(ref _helpers, Closed);
        SpinWait wait = default;
        while (Volatile.Read(ref _helpers) != Closed)
            wait.SpinOnce(sleep1Threshold: -1);
        if (_fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Another thread takes indices too, until none is left.</summary>
    public void Help()
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
