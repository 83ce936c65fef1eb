using ILGPU;
using ILGPU.Runtime;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>A model's memory on a graphics card: weights, which stay, and buffers for maps, which serve one step after the other and one run after the other.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GpuArena(GpuContext card, GpuQueue queue, long mostBytes)
{
    private readonly Lock _books = new();
    private readonly Dictionary<int, Stack<MemoryBuffer1D<float, Stride1D.Dense>>> _free = [];
    private readonly HashSet<MemoryBuffer> _all = [];
    private int _rented;

    /// <summary>The number of buffers that are out; 0 when no run is under way.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>Bytes held, in use or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>A tensor whose elements hold anything.</summary>
    /// <exception cref="ResourceLimitException">The card has too little memory, also after buffers that nobody uses were let go.</exception>
    public GpuTensor Rent(Shape shape)
    {
        lock (_books)
        {
            int capacity = Arena.Capacity(shape.Count);
            MemoryBuffer1D<float, Stride1D.Dense> buffer = _free.TryGetValue(capacity, out Stack<MemoryBuffer1D<float, Stride1D.Dense>>? stack) && stack.Count > 0
                ? stack.Pop()
                : Allocate(capacity);
            _rented++;
            return new GpuTensor(shape, buffer);
        }
    }

    /// <summary>Takes a rented tensor back.</summary>
    public void Return(GpuTensor tensor)
    {
        lock (_books)
        {
            _rented--;
            int capacity = (int)tensor.Buffer.Length;
            if (!_free.TryGetValue(capacity, out Stack<MemoryBuffer1D<float, Stride1D.Dense>>? stack))
                _free[capacity] = stack = [];
            stack.Push(tensor.Buffer);
        }
    }

    /// <summary>A tensor that stays until the model is disposed, just as large as it must be.</summary>
    public GpuTensor Keep(Shape shape)
    {
        lock (_books)
            return new GpuTensor(shape, Allocate(Math.Max(shape.Count, 1)));
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        lock (_books)
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
        if (Bytes + bytes > mostBytes)
            FreeUnused();
        if (Bytes + bytes > mostBytes)
            throw TooLittle(bytes, null);
        MemoryBuffer1D<float, Stride1D.Dense> buffer;
        try
        {
            try
            {
                buffer = card.Allocate(count);
            }
            catch (Exception e) when (GpuFailure.IsMemory(e))
            {
                FreeUnused();
                buffer = card.Allocate(count);
            }
        }
        catch (Exception e) when (GpuFailure.IsMemory(e))
        {
            throw TooLittle(bytes, e);
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

    private ResourceLimitException TooLittle(long bytes, Exception? cause) => new(
        $"The memory of {card.Name} does not suffice: {bytes:N0} bytes were asked for, this model holds {Bytes:N0} there, and it has {mostBytes:N0}. A smaller batch needs less.",
        cause!);
}
