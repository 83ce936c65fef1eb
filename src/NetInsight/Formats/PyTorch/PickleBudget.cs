using NetInsight.Imaging;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// Limits on the memory and work that reading one file's pickles may take: 36 MiB and twice the file's bytes of memory, 10 million opcodes.
/// Lengths alone protect nothing, since one byte of a pickle can request a hundred bytes of memory.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="fileLength">Its bytes.</param>
internal sealed class PickleBudget(string path, long fileLength)
{
    private const int MaxOpcodes = 10_000_000;
    private long _memory = 2 * fileLength + (36L << 20);
    private int _opcodes;

    /// <summary>Counts bytes that are about to be allocated.</summary>
    /// <exception cref="ResourceLimitException">The memory is used up.</exception>
    public void SpendMemory(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0)
        {
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: its pickle needs more memory than twice the file's {fileLength:N0} bytes and 36 MB.");
        }
    }

    /// <summary>Counts one opcode, or one of the items over which an opcode loops.</summary>
    /// <exception cref="ResourceLimitException">There are more than 10 million.</exception>
    public void SpendOpcode()
    {
        if (++_opcodes > MaxOpcodes)
            throw new ResourceLimitException($"{Printable.Escape(path)}: its pickle has more than {MaxOpcodes:N0} opcodes.");
    }
}
