using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// A GPU in use: ILGPU's context and accelerator, and the kernels compiled so far. Models on one device share it, each with its own
/// <see cref="GpuQueue"/>; it is closed with the last of them.
/// </summary>
/// <remarks>Thread-safe. The lock is held while work is queued, never while a thread waits for the GPU or a caller's code runs.</remarks>
internal sealed class GpuContext
{
    /// <summary>Threads of the largest group that our kernels use.</summary>
    public const int LargestGroup = 256;

    private readonly Lock _lock = new();
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly Dictionary<MethodInfo, Delegate> _launchers = [];
    private int _users;

    private GpuContext(Context context, Accelerator accelerator)
    {
        _context = context;
        _accelerator = accelerator;
    }

    /// <summary>The driver's name for the GPU.</summary>
    public string Name => _accelerator.Name;

    /// <summary>Bytes of memory.</summary>
    public long MemoryBytes => _accelerator.MemorySize;

    /// <summary>The number of multiprocessors: so many thread groups at least keep the GPU busy.</summary>
    public int Multiprocessors => _accelerator.NumMultiprocessors;

    /// <summary>Whether the GPU supports double precision.</summary>
    public bool HasDoubles => _accelerator.Capabilities is not CLCapabilityContext { Float64: false };

    /// <summary>The accelerator, bound to this thread: CUDA keeps a current device for each thread.</summary>
    private Accelerator Bound
    {
        get
        {
            _accelerator.Bind();
            return _accelerator;
        }
    }

    /// <summary>Opens a device of a context, which the result then owns.</summary>
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

    /// <summary>Whether the GPU failed: models that use it may keep trying, but no further model may acquire it.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Counts one more user. False where the GPU is closed already, or has failed.</summary>
    public bool TryShare()
    {
        lock (_lock)
        {
            if (_users < 0 || HasFailed)
                return false;
            _users++;
            return true;
        }
    }

    /// <summary>Counts one user less; the last closes the GPU.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0)
                return;
            _users = -1;
            try
            {
                _accelerator.Dispose();
                _context.Dispose();
            }
            catch (Exception e) when (GpuFailure.IsOne(e))
            {
                // A lost GPU cannot be closed.
            }
        }
    }

    /// <summary>A stream, which runs its work in order.</summary>
    public AcceleratorStream NewStream()
    {
        lock (_lock)
            return Bound.CreateStream();
    }

    /// <summary>Page-locked floats of host memory, which the GPU reads and writes by DMA.</summary>
    public PageLockedArray1D<float> AllocatePageLocked(int count)
    {
        lock (_lock)
            return Bound.AllocatePageLocked1D<float>(count, uninitialized: true);
    }

    /// <summary>GPU memory for so many floats.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Allocate(int count)
    {
        lock (_lock)
            return Bound.Allocate1D<float>(count);
    }

    /// <summary>Frees unused memory and streams; nothing to do where the GPU is closed, which has freed all.</summary>
    public void Free(IEnumerable<IDisposable> unused)
    {
        lock (_lock)
        {
            if (_users < 0)
                return;
            _accelerator.Bind();
            foreach (IDisposable resource in unused)
                resource.Dispose();
        }
    }

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(AcceleratorStream stream, Action<Index1D, TArguments> kernel, int count, TArguments arguments)
        where TArguments : struct
    {
        lock (_lock)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = accelerator.LoadAutoGroupedKernel(kernel);
            ((Action<AcceleratorStream, Index1D, TArguments>)launcher)(stream, count, arguments);
        }
    }

    /// <summary>Queues a kernel that is launched in thread groups.</summary>
    public void ForGroups<TArguments>(
        AcceleratorStream stream, Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments)
        where TArguments : struct
    {
        lock (_lock)
        {
            Accelerator accelerator = Bound;
            if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
                _launchers[kernel.Method] = launcher = Load(accelerator, kernel, threads);
            KernelConfig config = new(groups, new Index3D(threads, 1, 1));
            ((Action<AcceleratorStream, KernelConfig, TArguments>)launcher)(stream, config, arguments);
        }
    }

    /// <summary>
    /// Compiles a kernel of thread groups. Those of <see cref="LargestGroup"/> threads get registers so that two of them share a
    /// multiprocessor: the products of one hide the loads of the other.
    /// </summary>
    private static Delegate Load<TArguments>(Accelerator accelerator, Action<TArguments> kernel, int threads) where TArguments : struct =>
        threads < LargestGroup || accelerator is not CudaAccelerator
            ? accelerator.LoadKernel(kernel)
            : accelerator.LoadKernel<Action<AcceleratorStream, KernelConfig, TArguments>>(
                kernel.Method, new KernelSpecialization(threads, 2));

    /// <summary>Queues a copy of page-locked host memory to the GPU.</summary>
    public void Send(AcceleratorStream stream, Span<float> pageLocked, ArrayView<float> target)
    {
        lock (_lock)
        {
            using CPUMemoryBuffer host = Host(pageLocked);
            host.AsArrayView<float>(0, pageLocked.Length).CopyTo(stream, target);
        }
    }

    /// <summary>Queues a copy from the GPU to page-locked host memory.</summary>
    public void Fetch(AcceleratorStream stream, ArrayView<float> source, Span<float> pageLocked)
    {
        lock (_lock)
        {
            using CPUMemoryBuffer host = Host(pageLocked);
            source.CopyTo(stream, host.AsArrayView<float>(0, pageLocked.Length));
        }
    }

    /// <summary>Waits for a stream's work; other threads may queue more meanwhile.</summary>
    public void Wait(AcceleratorStream stream)
    {
        _accelerator.Bind();
        stream.Synchronize();
    }

    /// <summary>
    /// A slice of page-locked memory as a buffer of its own: ILGPU's OpenCL copies apply the offset of a view within one buffer to the
    /// other buffer as well.
    /// </summary>
    private CPUMemoryBuffer Host(Span<float> pageLocked) =>
        CPUMemoryBuffer.Create(Bound, ref MemoryMarshal.GetReference(pageLocked), pageLocked.Length);
}
