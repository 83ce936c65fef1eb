namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The memory and the work that reading one file's pickles may take: twice as much memory as the file has bytes, and 36 MB; 10 million
/// opcodes. One byte of a pickle can ask for a hundred of memory, so that lengths alone protect nothing.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="fileLength">Its bytes.</param>
internal sealed class PickleAllowance(string path, long fileLength)
{
    private const int MostOpcodes = 10_000_000;
    private long _memory = 2 * fileLength + (36L << 20);
    private int _opcodes;

    /// <summary>Counts bytes that are about to be allocated.</summary>
    /// <exception cref="ResourceLimitException">They are more than the file may take.</exception>
    public void Memory(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0)
            throw new ResourceLimitException($"{Printable.Escape(path)}: its pickle needs more memory than twice the file's {fileLength:N0} bytes and 36 MB.");
    }

    /// <summary>Counts one opcode, or one of the items that an opcode walks over.</summary>
    /// <exception cref="ResourceLimitException">There are more than 10 million.</exception>
    public void Opcode()
    {
        if (++_opcodes > MostOpcodes)
            throw new ResourceLimitException($"{Printable.Escape(path)}: its pickle has more than {MostOpcodes:N0} opcodes.");
    }
}
