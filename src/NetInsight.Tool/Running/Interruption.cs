using System.Runtime.InteropServices;

namespace NetInsight.Tool.Running;

/// <summary>
/// Ctrl-C and SIGTERM: running work is asked to stop, and after a short time the process ends in any case. Files are written whole or not
/// at all, so that nothing half-written remains under its name.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long work may take to stop: the process ends within 200 ms.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(130);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Timer? _end;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _end?.Dispose();
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _end ??= new Timer(_ => Environment.Exit(ExitCodes.Cancelled), null, Grace, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
