using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Execution.Devices;

/// <summary>A GPU, opened with the first model that moves there and closed with the last.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">Its kind.</param>
/// <param name="open">Opens it.</param>
/// <param name="mostBytes">The most memory that a model may take there; null for all that it has.</param>
internal sealed class GpuModelDevice(string name, DeviceKind kind, Func<GpuContext> open, long? mostBytes = null) : Device(name, kind)
{
    private readonly Lock _opening = new();
    private GpuContext? _context;

    /// <inheritdoc/>
    internal override Runner Open(int threads, Precision precision)
    {
        lock (_opening)
        {
            if (_context is null || !_context.TryShare())
            {
                _context = open();
                _ = _context.TryShare();
            }

            try
            {
                return new GpuRunner(new GpuDevice(_context, new CpuDevice(threads, Precision.Exact), mostBytes, precision));
            }
            finally
            {
                _context.Leave();
            }
        }
    }
}
