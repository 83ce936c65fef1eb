namespace NetInsight;

/// <summary>Queues steps on a graphics card so that a run can be cancelled: now and then it waits for the card, which is then never far behind.</summary>
/// <param name="device">The card.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class GpuPace(GpuDevice device, CancellationToken cancellation)
{
    /// <summary>Multiplications after which a run that can be cancelled waits.</summary>
    private const long WorthWaiting = 1L << 30;

    private long _queued;

    /// <summary>Queues a step.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Forward(Operator op, GpuTensor[] inputs, GpuTensor result)
    {
        cancellation.ThrowIfCancellationRequested();
        device.Forward(op, inputs, result);

        // as if every step were a product as deep as its input is wide
        _queued += (long)result.Count * Math.Max(inputs is [{ Shape.Dimensions: [.., int width] }, ..] ? width : 1, 1);
        if (_queued <= WorthWaiting || !cancellation.CanBeCanceled)
            return;
        device.Synchronize();
        _queued = 0;
    }
}
