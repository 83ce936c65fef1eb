namespace NetInsight.Kernels.Tensors;

/// <summary>Temporary memory of one thread, aligned to 64 bytes; when it is disposed, the thread caches it for its next use.</summary>
internal readonly unsafe struct Scratch : IDisposable
{
    [ThreadStatic]
    private static Stack<float[]>? _cached;

    private readonly float[]? _array;

    /// <summary>Room for <paramref name="count"/> floats.</summary>
    public Scratch(int count)
    {
        Stack<float[]> cached = _cached ??= new Stack<float[]>();
        _array = cached.TryPop(out float[]? last) && AlignedMemory.CapacityOf(last) >= count ? last : AlignedMemory.Allocate(count, out _);
        Pointer = AlignedMemory.PointerTo(_array);
    }

    /// <summary>The first float.</summary>
    public float* Pointer { get; }

    /// <summary>Returns the memory to the thread's cache.</summary>
    public void Dispose()
    {
        if (_array is not null)
            _cached!.Push(_array);            // on the thread that made it
    }
}
