using ILGPU;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>A GPU as one model uses it: the model's weights and its memory for feature maps there.</summary>
/// <remarks>Thread-safe. Feature maps have the same layouts as on the CPU: NHWC inside, NCHW at the surface.</remarks>
internal sealed class GpuDevice : Backend, IDisposable
{
    private readonly GpuContext _context;
    private readonly GpuQueue _queue;
    private readonly GpuArena _arena;
    private readonly bool _ownsQueue;
    private readonly Dictionary<object, GpuTensor> _constants = [];
    private int _users = 1;

    /// <summary>Makes a model's share of a GPU.</summary>
    /// <param name="context">The GPU.</param>
    /// <param name="host">The CPU, for operators without GPU kernels.</param>
    /// <param name="limitBytes">The most memory to allocate there; null for all that it has.</param>
    /// <param name="precision">Whether convolutions may use Winograd's algorithm.</param>
    /// <exception cref="ObjectDisposedException">The GPU is closed.</exception>
    public GpuDevice(GpuContext context, CpuDevice host, long? limitBytes = null, Precision precision = Precision.Fast)
        : this(context, host, limitBytes, precision, null)
    {
    }

    private GpuDevice(GpuContext context, CpuDevice host, long? limitBytes, Precision precision, GpuQueue? queue)
    {
        ObjectDisposedException.ThrowIf(!context.TryShare(), context);
        (_context, Host, Precision) = (context, host, precision);
        try
        {
            _ownsQueue = queue is null;
            _queue = queue ?? new GpuQueue(context);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            context.Leave();
            throw GpuFailure.Of(e, context.Name, 0);
        }

        LimitBytes = limitBytes ?? context.MemoryBytes;
        _arena = new GpuArena(context, _queue, LimitBytes);
    }

    /// <summary>The CPU, on which operators without GPU kernels run.</summary>
    public CpuDevice Host { get; }

    /// <summary>The most bytes that may be allocated there.</summary>
    public long LimitBytes { get; }

    /// <summary>Whether convolutions may use Winograd's algorithm.</summary>
    public Precision Precision { get; }

    /// <summary>The number of multiprocessors: so many thread groups at least keep the GPU busy.</summary>
    public int Multiprocessors => _context.Multiprocessors;

    /// <summary>Whether the GPU supports double precision.</summary>
    public bool HasDoubles => _context.HasDoubles;

    /// <summary>The number of rented buffers; 0 when no run is in progress.</summary>
    public int Rented => _arena.Rented;

    /// <summary>Bytes held on the GPU.</summary>
    public long Bytes => _arena.Bytes;

    /// <summary>Frees the buffers that no run holds.</summary>
    /// <exception cref="DeviceException">The GPU failed.</exception>
    public void Trim()
    {
        try
        {
            _arena.Trim();
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>
    /// Counts one more user, whom <see cref="Dispose"/> ends. False where the owning model was disposed and no run uses the device any
    /// more.
    /// </summary>
    public bool TryEnter()
    {
        for (int users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Counts one user less: the owner, or one of <see cref="TryEnter"/>. The last frees the memory and releases the GPU.
    /// </summary>
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
            // A lost device has no memory to free.
        }
        finally
        {
            _context.Leave();
        }
    }

    /// <inheritdoc/>
    public override PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs) => op.Pack(this, inputs);

    /// <summary>
    /// A device on the same GPU and queue, whose memory is freed when it is disposed: for weights that are packed for one use.
    /// </summary>
    public GpuDevice NewScope() => new(_context, Host, null, Precision, _queue);

    /// <summary>Memory for a tensor of a run, uninitialised.</summary>
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

    /// <summary>A constant: copied to the GPU once, and kept until the model is disposed.</summary>
    public GpuTensor Keep(Shape shape, ReadOnlySpan<float> values)
    {
        GpuTensor tensor = _arena.Keep(shape);
        Write(tensor, values);
        return tensor;
    }

    /// <summary>
    /// A table that an operator needs for a shape, computed and copied once; indices are stored as floats, which are exact up to 2^24.
    /// </summary>
    public GpuTensor Table(object key, Func<float[]> make) => Once(key, () =>
    {
        float[] values = make();
        return Keep(new Shape(values.Length), values);
    });

    /// <summary>
    /// A constant that the GPU computes from others: queued once, and kept until the model is disposed. A quarter of the memory is left to
    /// feature maps, which there is no doing without.
    /// </summary>
    /// <param name="key">By which it is found again.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="fill">Queues its computation.</param>
    /// <exception cref="ResourceLimitException">The GPU has too little memory for it; the next call tries again.</exception>
    public GpuTensor Derived(object key, Shape shape, Action<GpuTensor> fill) => Once(key, () =>
    {
        long bytes = sizeof(float) * (long)shape.Count;
        if (Bytes + bytes > LimitBytes - LimitBytes / 4)
            throw new ResourceLimitException($"{bytes:N0} bytes for a derived constant would leave less than a quarter of the memory.");
        GpuTensor tensor = _arena.Keep(shape);
        fill(tensor);
        return tensor;
    });

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

    /// <summary>Queues a kernel that is launched in thread groups.</summary>
    public void ForGroups<TArguments>(Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments)
        where TArguments : struct
    {
        if (groups.Size == 0)
            return;
        try
        {
            _queue.ForGroups(kernel, groups, threads, arguments);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Copies values to the GPU.</summary>
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

    /// <summary>Copies many values to the GPU, on several threads.</summary>
    public void Write(GpuTensor target, ReadOnlyMemory<float> values)
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

    /// <summary>Copies values from the GPU.</summary>
    public Tensor Read(GpuTensor source)
    {
        Tensor result = Tensor.Uninitialized(source.Shape);
        try
        {
            _queue.Read(source, result.AsMemory());
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw Failure(e);
        }

        return result;
    }

    /// <summary>
    /// Our exception for one of the device. A GPU that failed for another reason than memory is marked, so that no further model acquires
    /// it.
    /// </summary>
    public Exception Failure(Exception e)
    {
        if (!GpuFailure.IsMemory(e))
            _context.HasFailed = true;
        return GpuFailure.Of(e, _context.Name, Bytes);
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

    /// <summary>The constant of a key, made by the first who asks for it; what fails is tried again by the next.</summary>
    private GpuTensor Once(object key, Func<GpuTensor> make)
    {
        lock (_constants)
        {
            if (!_constants.TryGetValue(key, out GpuTensor? constant))
                _constants[key] = constant = make();
            return constant;
        }
    }
}
