using System.Buffers;
using System.Runtime.InteropServices;

namespace NetInsight;

/// <summary>Pooled memory for the length of one piece of work, aligned to 64 bytes.</summary>
internal readonly unsafe struct Scratch : IDisposable
{
    private readonly float[]? _array;
    private readonly GCHandle _pin;

    /// <summary>Rents room for <paramref name="count"/> floats.</summary>
    public Scratch(int count)
    {
        _array = ArrayPool<float>.Shared.Rent(count + 16);
        _pin = GCHandle.Alloc(_array, GCHandleType.Pinned);
        nuint address = (nuint)_pin.AddrOfPinnedObject();
        Pointer = (float*)((address + 63) & ~(nuint)63);
    }

    /// <summary>The first float.</summary>
    public float* Pointer { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_array is null)
            return;
        _pin.Free();
        ArrayPool<float>.Shared.Return(_array);
    }
}
