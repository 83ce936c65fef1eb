using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// A graphics card in use: ILGPU's context and accelerator, and the kernels compiled so far. Models on one device share it, each with a
/// <see cref="GpuQueue"/> of its own; it closes with the last of them.
/// </summary>
/// <remarks>Thread-safe. The lock is held while work is queued, never while somebody waits for the card or a caller's code runs.</remarks>
internal sealed class GpuContext
{
    /// <summary>Threads of the largest group that a kernel here asks for.</summary>
    public const int LargestGroup = 256;

    private readonly Lock _queue = new();
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly Dictionary<MethodInfo, Delegate> _launchers = [];
    private int _shares;

    private GpuContext(Context context, Accelerator accelerator)
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
    public static GpuContext Open(Context context, ILGPU.Runtime.Device device)
    {
        try
        {
            return new GpuContext(context, device.CreateAccelerator(context));
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

    /// <summary>A stream of work, in order.</summary>
    public AcceleratorStream NewStream()
    {
        lock (_queue)
            return Bound.CreateStream();
    }

    /// <summary>Floats of the host's memory that never move, from which and to which the card copies by itself.</summary>
    public PageLockedArray1D<float> AllocatePageLocked(int count)
    {
        lock (_queue)
            return Bound.AllocatePageLocked1D<float>(count, uninitialized: true);
    }

    /// <summary>Memory for so many floats.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Allocate(int count)
    {
        lock (_queue)
            return Bound.Allocate1D<float>(count);
    }

    /// <summary>Lets go of what nobody uses any more, unless the card is closed, which has let go of all.</summary>
    public void Free(IEnumerable<IDisposable> unused)
    {
        lock (_queue)
        {
            if (_shares < 0)
                return;
            _accelerator.Bind();
            foreach (IDisposable one in unused)
                one.Dispose();
        }
    }

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(AcceleratorStream stream, Action<Index1D, TArguments> kernel, int count, TArguments arguments) where TArguments : struct
    {
        lock (_queue)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = accelerator.LoadAutoGroupedKernel(kernel);
            ((Action<AcceleratorStream, Index1D, TArguments>)launcher)(stream, count, arguments);
        }
    }

    /// <summary>Queues a kernel that works in groups of threads.</summary>
    public void ForGroups<TArguments>(AcceleratorStream stream, Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments) where TArguments : struct
    {
        lock (_queue)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = accelerator.LoadKernel(kernel);
            ((Action<AcceleratorStream, KernelConfig, TArguments>)launcher)(stream, new KernelConfig(groups, new Index3D(threads, 1, 1)), arguments);
        }
    }

    /// <summary>Queues a copy of page-locked numbers to the card.</summary>
    public void Send(AcceleratorStream stream, Span<float> pageLocked, ArrayView<float> target)
    {
        lock (_queue)
        {
            using CPUMemoryBuffer host = Host(pageLocked);
            host.AsArrayView<float>(0, pageLocked.Length).CopyTo(stream, target);
        }
    }

    /// <summary>Queues a copy of numbers from the card to page-locked memory.</summary>
    public void Fetch(AcceleratorStream stream, ArrayView<float> source, Span<float> pageLocked)
    {
        lock (_queue)
        {
            using CPUMemoryBuffer host = Host(pageLocked);
            source.CopyTo(stream, host.AsArrayView<float>(0, pageLocked.Length));
        }
    }

    /// <summary>Waits for a stream's work; others may queue more meanwhile.</summary>
    public void Wait(AcceleratorStream stream)
    {
        _accelerator.Bind();
        stream.Synchronize();
    }

    /// <summary>Part of page-locked memory as ILGPU's copies like it: those of OpenCL take a view that begins within a buffer for one that begins within the other.</summary>
    private CPUMemoryBuffer Host(Span<float> pageLocked) => CPUMemoryBuffer.Create(Bound, ref MemoryMarshal.GetReference(pageLocked), pageLocked.Length);
}
