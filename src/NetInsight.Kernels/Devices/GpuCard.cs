using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace NetInsight;

/// <summary>
/// A graphics card in use: ILGPU's context and accelerator, one queue of work, and the kernels compiled so far. Models on one device share it; it
/// closes with the last of them.
/// </summary>
/// <remarks>
/// Thread-safe. All work goes into one queue, in order, so memory that one step has done with may be handed to the next before either has run.
/// The lock is held while work is queued or copied, never while a caller's code runs.
/// </remarks>
internal sealed class GpuCard
{
    /// <summary>Threads of the largest group that a kernel here asks for.</summary>
    public const int LargestGroup = 256;

    private readonly Lock _queue = new();
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly Dictionary<MethodInfo, Delegate> _launchers = [];
    private int _shares;

    private GpuCard(Context context, Accelerator accelerator)
    {
        _context = context;
        _accelerator = accelerator;
    }

    /// <summary>The card's name, as its driver has it.</summary>
    public string Name => _accelerator.Name;

    /// <summary>Bytes of memory.</summary>
    public long MemoryBytes => _accelerator.MemorySize;

    /// <summary>How many groups of threads keep the card busy.</summary>
    public int Multiprocessors => _accelerator.NumMultiprocessors;

    /// <summary>Whether the card computes in doubles.</summary>
    public bool HasDoubles => _accelerator.Capabilities is not CLCapabilityContext { Float64: false };

    /// <summary>The accelerator, made this thread's own: CUDA has a current card for each thread.</summary>
    private Accelerator Bound
    {
        get
        {
            _accelerator.Bind();
            return _accelerator;
        }
    }

    /// <summary>Opens a device of a context, which the card owns from then on.</summary>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    public static GpuCard Open(Context context, ILGPU.Runtime.Device device)
    {
        try
        {
            return new GpuCard(context, device.CreateAccelerator(context));
        }
        catch (Exception e) when (GpuFailure.IsOne(e) || e is NotSupportedException or DllNotFoundException)
        {
            context.Dispose();
            throw new DeviceException($"{device.Name} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Whether the card failed: the models that use it may go on trying, and no further ones begin.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Takes a share. False where the card is closed already, or has failed.</summary>
    public bool TryShare()
    {
        lock (_queue)
        {
            if (_shares < 0 || HasFailed)
                return false;
            _shares++;
            return true;
        }
    }

    /// <summary>Gives a share back; with the last the card closes.</summary>
    public void Leave()
    {
        lock (_queue)
        {
            if (--_shares > 0)
                return;
            _shares = -1;
            try
            {
                _accelerator.Dispose();
                _context.Dispose();
            }
            catch (Exception e) when (GpuFailure.IsOne(e))
            {
                // A card that is lost cannot be closed either.
            }
        }
    }

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(Action<Index1D, TArguments> kernel, int count, TArguments arguments) where TArguments : struct
    {
        lock (_queue)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = accelerator.LoadAutoGroupedStreamKernel(kernel);
            ((Action<Index1D, TArguments>)launcher)(count, arguments);
        }
    }

    /// <summary>Queues a kernel that works in groups of threads.</summary>
    public void ForGroups<TArguments>(Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments) where TArguments : struct
    {
        lock (_queue)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = accelerator.LoadStreamKernel(kernel);
            ((Action<KernelConfig, TArguments>)launcher)(new KernelConfig(groups, new Index3D(threads, 1, 1)), arguments);
        }
    }

    /// <summary>Memory for so many floats.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Allocate(int count)
    {
        lock (_queue)
            return Bound.Allocate1D<float>(count);
    }

    /// <summary>Lets go of memory once the work queued so far is done.</summary>
    public void Free(IEnumerable<MemoryBuffer> buffers)
    {
        lock (_queue)
        {
            if (_shares < 0)
                return;
            Bound.Synchronize();
            foreach (MemoryBuffer buffer in buffers)
                buffer.Dispose();
        }
    }

    /// <summary>Copies numbers to the card.</summary>
    public void Write(GpuTensor target, ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return;
        lock (_queue)
            target.View.CopyFromCPU(Bound.DefaultStream, values);
    }

    /// <summary>Copies numbers from the card, once the work that makes them is done.</summary>
    public void Read(GpuTensor source, Span<float> values)
    {
        if (values.IsEmpty)
            return;
        lock (_queue)
        {
            source.View.CopyToCPU(Bound.DefaultStream, values);
            Bound.DefaultStream.Synchronize();
        }
    }

    /// <summary>Waits for the work queued so far.</summary>
    public void Synchronize()
    {
        lock (_queue)
            Bound.DefaultStream.Synchronize();
    }
}
