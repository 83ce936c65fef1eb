using System.Diagnostics;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Running;

/// <summary>Queues steps on a graphics card so that a run can be cancelled: now and then it waits for the card, which is then never far behind.</summary>
/// <param name="device">The card.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class GpuThrottle(GpuDevice device, CancellationToken cancellation)
{
    /// <summary>Milliseconds that the card should be behind: few enough for cancelling, enough for waits to cost little.</summary>
    private const double Behind = 50;

    /// <summary>The products after which to wait: found out while running, since cards differ by a factor of a thousand.</summary>
    private long _worthWaiting = 1L << 27;

    private long _queued;
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Queues a step.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Forward(Operator op, GpuTensor[] inputs, GpuTensor result)
    {
        cancellation.ThrowIfCancellationRequested();
        device.Forward(op, inputs, result);
        Count((long)result.Count * (op is GpuPackedOperator form ? form.Depth : inputs is [{ Shape.Dimensions: [.., int width] }, ..] ? width : 1));
    }

    /// <summary>Counts products, or numbers copied, that were queued, and waits if they are many.</summary>
    public void Count(long products)
    {
        _queued += Math.Max(products, 1);
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
