using System.Diagnostics;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>
/// Queues steps on a GPU so that a run can be cancelled: every so often it waits for the GPU, so that the queue never holds much work.
/// </summary>
/// <param name="device">The model's share of the GPU.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class GpuThrottle(GpuDevice device, CancellationToken cancellation)
{
    /// <summary>Milliseconds of work that may be queued: few enough for cancelling, enough for waits to cost little.</summary>
    private const double Behind = 50;

    /// <summary>The multiply-adds after which to wait: measured while running, since GPUs differ by a factor of a thousand.</summary>
    private long _worthWaiting = 1L << 27;

    private long _queued;
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Queues a step.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Forward(Operator op, GpuTensor[] inputs, GpuTensor result)
    {
        cancellation.ThrowIfCancellationRequested();
        device.Forward(op, inputs, result);
        int depth = op is GpuPackedOperator packed ? packed.Depth : inputs is [{ Shape.Dimensions: [.., int width] }, ..] ? width : 1;
        Count((long)result.Count * depth);
    }

    /// <summary>Counts multiply-adds, or elements copied, that were queued, and waits if they are many.</summary>
    public void Count(long work)
    {
        _queued += Math.Max(work, 1);
        if (_queued <= _worthWaiting || !cancellation.CanBeCanceled)
            return;
        device.Synchronize();
        double took = Stopwatch.GetElapsedTime(_since).TotalMilliseconds;
        if (took < Behind / 2)
            _worthWaiting = Math.Min(2 * _worthWaiting, 1L << 40);
        else if (took > Behind)
            _worthWaiting = Math.Max(_worthWaiting / 2, 1);
        (_queued, _since) = (0, Stopwatch.GetTimestamp());
        cancellation.ThrowIfCancellationRequested();
    }
}
