using System.Collections.Concurrent;

namespace NetInsight.Kernels.Tensors;

/// <summary>
/// Memory for the feature maps of runs: a buffer that a step no longer needs is reused by the next of its size, also in later runs.
/// </summary>
/// <remarks>Thread-safe: runs on several threads share one arena.</remarks>
internal sealed class Arena
{
    private readonly ConcurrentDictionary<int, ConcurrentBag<float[]>> _free = new();
    private int _rented;
    private long _bytes;

    /// <summary>The number of rented buffers: 0 when no run is in progress, unless memory has leaked.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>Bytes of all buffers, rented or free.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A tensor with uninitialised elements.</summary>
    public Tensor Rent(Shape shape)
    {
        float[] array = Rent(shape.Count);
        return Tensor.Over(shape, array, AlignedMemory.OffsetOf(array));
    }

    /// <summary>An array with aligned room for so many uninitialised floats.</summary>
    public float[] Rent(int count)
    {
        int capacity = Capacity(count);
        ConcurrentBag<float[]> bag = _free.GetOrAdd(capacity, _ => []);
        if (!bag.TryTake(out float[]? found))
        {
            found = AlignedMemory.Allocate(capacity, out _);
            Interlocked.Add(ref _bytes, (long)capacity * sizeof(float));
        }

        Interlocked.Increment(ref _rented);
        return found;
    }

    /// <summary>Takes a rented array back.</summary>
    public void Return(float[] array)
    {
        Interlocked.Decrement(ref _rented);
        _free[AlignedMemory.CapacityOf(array)].Add(array);
    }

    /// <summary>Takes a rented tensor back.</summary>
    public void Return(Tensor tensor) => Return(tensor.Array);

    /// <summary>Sizes are rounded up to eighths of a power of two, so that feature maps of nearly the same size share buffers.</summary>
    internal static int Capacity(int count)
    {
        if (count <= 1024)
            return 1024;
        int step = 1 << (int.Log2(count - 1) - 3);
        return (int)Math.Min(((long)count + step - 1) / step * step, Math.Max(count, 1 << 30));
    }
}
