namespace NetInsight;

/// <summary>Runs plans on the processor.</summary>
internal sealed class CpuRunner(int threads, Precision precision) : Runner
{
    private readonly Arena _arena = new();

    /// <inheritdoc/>
    public override int RentedBuffers => _arena.Rented;

    /// <inheritdoc/>
    public override Backend Backend(CancellationToken cancellation) => new CpuDevice(threads, precision, cancellation);

    /// <inheritdoc/>
    public override Dictionary<int, Tensor> Run(Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, CancellationToken cancellation) =>
        Executor.Run(plan, new CpuDevice(threads, precision, cancellation), _arena, inputs, observe);

    /// <inheritdoc/>
    public override IDisposable? Enter() => null;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // All memory is managed.
    }
}
