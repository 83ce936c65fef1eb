namespace NetInsight.Kernels.Tensors;

/// <summary>Memory for the length of one piece of work, aligned to 64 bytes; each thread keeps what it had for the next piece.</summary>
internal readonly unsafe struct Scratch : IDisposable
{
    [ThreadStatic]
    private static Stack<float[]>? _kept;

    private readonly float[]? _array;

    /// <summary>Room for <paramref name="count"/> floats.</summary>
    public Scratch(int count)
    {
        Stack<float[]> kept = _kept ??= new Stack<float[]>();
        _array = kept.TryPop(out float[]? last) && AlignedMemory.CapacityOf(last) >= count ? last : AlignedMemory.Allocate(count, out _);
        Pointer = AlignedMemory.PointerTo(_array);
    }

    /// <summary>The first float.</summary>
    public float* Pointer { get; }

    /// <summary>Gives the memory back to the thread.</summary>
    public void Dispose()
    {
        if (_array is not null)
            _kept!.Push(_array);            // by the thread that made it
    }
}
