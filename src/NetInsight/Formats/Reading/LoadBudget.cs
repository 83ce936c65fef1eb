using NetInsight.Imaging;

namespace NetInsight.Formats.Reading;

/// <summary>
/// The memory that the tensors of one file may take: every array is counted once, before it is allocated
/// (<see cref="LoadLimits.MemoryBytes"/>).
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="limits">The limits.</param>
internal sealed class LoadBudget(string path, LoadLimits limits)
{
    private long _taken;

    /// <summary>Counts bytes that are about to be allocated.</summary>
    /// <exception cref="ResourceLimitException">There would be more than the limit.</exception>
    public void Take(long bytes, string name)
    {
        if (bytes > limits.MemoryBytes - _taken)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: with '{Printable.Escape(name)}' the tensors take {(Int128)_taken + bytes:N0} bytes of memory; "
                + $"the limit is {limits.MemoryBytes:N0} ({nameof(LoadLimits)}.{nameof(LoadLimits.MemoryBytes)}).");
        }

        _taken += bytes;
    }

    /// <summary>Turns what a runtime without memory throws into the exception of a limit.</summary>
    /// <exception cref="ResourceLimitException">There was not enough memory.</exception>
    public static T Guard<T>(string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (OutOfMemoryException e)
        {
            throw new ResourceLimitException($"{Printable.Escape(path)} needs more memory than there is: {e.Message}");
        }
    }
}
