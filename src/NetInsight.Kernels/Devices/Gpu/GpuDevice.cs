using System.Collections.Concurrent;
using ILGPU;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>A graphics card as one model uses it: its weights and its memory for maps there. Many threads may use it at once.</summary>
/// <remarks>Memory for maps is laid out as on the processor: N x H x W x C inside, plain where somebody looks.</remarks>
internal sealed class GpuDevice : Backend, IDisposable
{
    private readonly GpuContext _card;
    private readonly GpuQueue _queue;
    private readonly GpuArena _arena;
    private readonly bool _ownsQueue;
    private readonly ConcurrentDictionary<object, Lazy<GpuTensor>> _tables = new();
    private int _users = 1;

    /// <summary>Takes a share of a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="host">The processor, for operators without kernels.</param>
    /// <param name="mostBytes">The most memory to take there; null for all that it has.</param>
    /// <exception cref="ObjectDisposedException">The card is closed.</exception>
    public GpuDevice(GpuContext card, CpuDevice host, long? mostBytes = null)
        : this(card, host, mostBytes, null)
    {
    }

    private GpuDevice(GpuContext card, CpuDevice host, long? mostBytes, GpuQueue? queue)
    {
        ObjectDisposedException.ThrowIf(!card.TryShare(), card);
        (_card, Host) = (card, host);
        try
        {
            _ownsQueue = queue is null;
            _queue = queue ?? new GpuQueue(card);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            card.Leave();
            throw GpuFailure.Of(e, card.Name, 0);
        }

        _arena = new GpuArena(card, _queue, mostBytes ?? card.MemoryBytes);
    }

    /// <summary>The processor, on which operators without kernels run.</summary>
    public CpuDevice Host { get; }

    /// <summary>How many groups of threads keep the card busy.</summary>
    public int Multiprocessors => _card.Multiprocessors;

    /// <summary>Whether the card computes in doubles.</summary>
    public bool HasDoubles => _card.HasDoubles;

    /// <summary>The number of buffers that runs hold; 0 when none is under way.</summary>
    public int Rented => _arena.Rented;

    /// <summary>Bytes held on the card.</summary>
    public long Bytes => _arena.Bytes;

    /// <summary>Begins to use the device; <see cref="Dispose"/> ends it. False where the model that owns it was disposed and nobody uses it any more.</summary>
    public bool TryEnter()
    {
        for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return true;
        }

        return false;
    }

    /// <summary>Ends one use: the owner's, or one that <see cref="TryEnter"/> began. The last lets go of the memory and of the card.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        try
        {
            _arena.Clear();
            if (_ownsQueue)
                _queue.Dispose();
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            // A device that is lost has no memory to give back.
        }
        finally
        {
            _card.Leave();
        }
    }

    /// <inheritdoc/>
    public override PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs) => op.Pack(this, inputs);

    /// <summary>Computes <paramref name="y"/>, which has the shape that the operator infers from the inputs; it is queued, not waited for.</summary>
    public void Forward(Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        try
        {
            op.Forward(this, x, y);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Fetches the inputs, computes the result on the processor, and sends it back: for operators without kernels.</summary>
    public void RunOnHost(Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Tensor[] inputs = new Tensor[x.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Read(x[i]);
        Tensor result = Tensor.Uninitialized(y.Shape);
        op.Forward(Host, inputs, result);
        Write(y, result.AsSpan());
    }

    /// <summary>Computes an operator whose weights are known only in the run: they are fetched and packed for this one time.</summary>
    public void RunPacked(Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Tensor?[] inputs = new Tensor?[x.Length];
        for (int i = 1; i < inputs.Length; i++)
            inputs[i] = Read(x[i]);
        using GpuDevice once = new(_card, Host, null, _queue);
        once.Pack(op, inputs).Operator.Forward(once, x[..1], y);
    }

    /// <summary>Memory for a map, holding anything.</summary>
    public GpuTensor Rent(Shape shape)
    {
        try
        {
            return _arena.Rent(shape);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Takes rented memory back.</summary>
    public void Return(GpuTensor tensor) => _arena.Return(tensor);

    /// <summary>Weights, sent once and kept until the model is disposed.</summary>
    public GpuTensor Keep(Shape shape, ReadOnlySpan<float> values)
    {
        GpuTensor tensor = _arena.Keep(shape);
        Write(tensor, values);
        return tensor;
    }

    /// <summary>Numbers that an operator needs for a shape, made and sent once: whole numbers as floats, which hold them exactly up to 2^24.</summary>
    public GpuTensor Table(object key, Func<float[]> make) => _tables.GetOrAdd(key, _ => new Lazy<GpuTensor>(() =>
    {
        float[] values = make();
        return Keep(new Shape(values.Length), values);
    }, LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(Action<Index1D, TArguments> kernel, int count, TArguments arguments) where TArguments : struct
    {
        if (count == 0)
            return;
        try
        {
            _queue.ForEach(kernel, count, arguments);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Queues a kernel that works in groups of threads.</summary>
    public void ForGroups<TArguments>(Action<TArguments> kernel, int groups, int groupsAcross, int threads, TArguments arguments) where TArguments : struct
    {
        if (groups == 0 || groupsAcross == 0)
            return;
        try
        {
            _queue.ForGroups(kernel, new Index3D(groups, groupsAcross, 1), threads, arguments);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Sends numbers to the card.</summary>
    public void Write(GpuTensor target, ReadOnlySpan<float> values)
    {
        try
        {
            _queue.Write(target, values);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Fetches numbers from the card.</summary>
    public Tensor Read(GpuTensor source)
    {
        Tensor result = Tensor.Uninitialized(source.Shape);
        try
        {
            _queue.Read(source, result.AsSpan());
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }

        return result;
    }

    /// <summary>Our exception for one of the device's. A card that failed otherwise than by too little memory is not shared with further models.</summary>
    public Exception Failure(Exception e)
    {
        if (!GpuFailure.IsMemory(e))
            _card.HasFailed = true;
        return GpuFailure.Of(e, _card.Name, Bytes);
    }

    /// <summary>Waits for the work queued so far.</summary>
    public void Synchronize()
    {
        try
        {
            _queue.Synchronize();
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }
}
