using ILGPU;
using ILGPU.Runtime;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// A model's memory on a GPU: weights, which stay, and buffers for feature maps, which are reused from step to step and from run to run.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GpuArena(GpuContext context, GpuQueue queue, long limitBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<MemoryBuffer1D<float, Stride1D.Dense>>> _free = [];
    private readonly HashSet<MemoryBuffer> _all = [];
    private int _rented;

    /// <summary>The number of rented buffers; 0 when no run is in progress.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>Bytes held, in use or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>A tensor with uninitialised elements.</summary>
    /// <exception cref="ResourceLimitException">The GPU has too little memory, even after unused buffers were freed.</exception>
    public GpuTensor Rent(Shape shape)
    {
        lock (_lock)
        {
            int capacity = Arena.Capacity(shape.Count);
            bool isFree = _free.TryGetValue(capacity, out Stack<MemoryBuffer1D<float, Stride1D.Dense>>? stack) && stack.Count > 0;
            MemoryBuffer1D<float, Stride1D.Dense> buffer = isFree ? stack!.Pop() : Allocate(capacity);
            _rented++;
            return new GpuTensor(shape, buffer);
        }
    }

    /// <summary>Takes a rented tensor back.</summary>
    public void Return(GpuTensor tensor)
    {
        lock (_lock)
        {
            _rented--;
            int capacity = (int)tensor.Buffer.Length;
            if (!_free.TryGetValue(capacity, out Stack<MemoryBuffer1D<float, Stride1D.Dense>>? stack))
                _free[capacity] = stack = [];
            stack.Push(tensor.Buffer);
        }
    }

    /// <summary>A tensor that stays until the model is disposed, of exactly the size needed.</summary>
    public GpuTensor Keep(Shape shape)
    {
        lock (_lock)
            return new GpuTensor(shape, Allocate(Math.Max(shape.Count, 1)));
    }

    /// <summary>Frees the buffers that no run holds, once the work queued so far is done.</summary>
    public void Trim()
    {
        lock (_lock)
            FreeUnused();
    }

    /// <summary>Frees everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            queue.Free(_all);
            _all.Clear();
            _free.Clear();
            Bytes = 0;
        }
    }

    private MemoryBuffer1D<float, Stride1D.Dense> Allocate(int count)
    {
        long bytes = (long)count * sizeof(float);
        if (Bytes + bytes > limitBytes)
            FreeUnused();
        if (Bytes + bytes > limitBytes)
            throw OutOfMemory(bytes, null);
        MemoryBuffer1D<float, Stride1D.Dense> buffer;
        try
        {
            try
            {
                buffer = context.Allocate(count);
            }
            catch (Exception e) when (GpuFailure.IsMemory(e))
            {
                FreeUnused();
                buffer = context.Allocate(count);
            }
        }
        catch (Exception e) when (GpuFailure.IsMemory(e))
        {
            throw OutOfMemory(bytes, e);
        }

        _all.Add(buffer);
        Bytes += bytes;
        return buffer;
    }

    private void FreeUnused()
    {
        MemoryBuffer1D<float, Stride1D.Dense>[] unused = [.. _free.Values.SelectMany(stack => stack)];
        queue.Free(unused);
        foreach (MemoryBuffer1D<float, Stride1D.Dense> buffer in unused)
        {
            _all.Remove(buffer);
            Bytes -= buffer.Length * sizeof(float);
        }

        _free.Clear();
    }

    private ResourceLimitException OutOfMemory(long bytes, Exception? cause) => new(
        $"The memory of {context.Name} does not suffice: {bytes:N0} bytes were asked for, this model holds {Bytes:N0} there, "
        + $"and it has {limitBytes:N0}. A smaller batch needs less.",
        cause!);
}
