using ILGPU;
using ILGPU.Runtime;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// One model's work on a graphics card, done in order, beside that of other models; and the page-locked memory through which numbers come and go, so that
/// neither has to wait for the other.
/// </summary>
/// <remarks>
/// Thread-safe. Because work is done in order, memory that one step has done with may be handed to the next before either has run.
/// <code>
///   numbers -> slice of a block -> (queued copy) -> card          a block serves again once the card has passed the copies out of it
///   card -> (queued copy) -> block of one's own -> (wait) -> numbers
/// </code>
/// </remarks>
internal sealed class GpuQueue : IDisposable
{
    private const int BlockLength = 1 << 18;
    private const int MostBlocks = 16;

    private readonly GpuContext _card;
    private readonly AcceleratorStream _stream;
    private readonly Lock _books = new();
    private readonly Stack<PageLockedArray1D<float>> _free = [];
    private readonly List<PageLockedArray1D<float>> _blocks = [];
    private List<PageLockedArray1D<float>> _sending = [];
    private int _used;

    /// <summary>Opens a queue.</summary>
    public GpuQueue(GpuContext card)
    {
        _card = card;
        _stream = card.NewStream();
    }

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(Action<Index1D, TArguments> kernel, int count, TArguments arguments) where TArguments : struct =>
        _card.ForEach(_stream, kernel, count, arguments);

    /// <summary>Queues a kernel that works in groups of threads.</summary>
    public void ForGroups<TArguments>(Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments) where TArguments : struct =>
        _card.ForGroups(_stream, kernel, groups, threads, arguments);

    /// <summary>Queues a copy of numbers to the card; they may change as soon as this returns.</summary>
    public void Write(GpuTensor target, ReadOnlySpan<float> values)
    {
        for (int start = 0; start < values.Length;)
        {
            int count = Math.Min(values.Length - start, BlockLength);
            if (TrySend(values.Slice(start, count), target.View.SubView(start, count)))
                start += count;
            else
                Synchronize();
        }
    }

    /// <summary>Copies numbers from the card, once the work that makes them is done.</summary>
    public void Read(GpuTensor source, Span<float> values)
    {
        for (int start = 0; start < values.Length; start += BlockLength)
        {
            int count = Math.Min(values.Length - start, BlockLength);
            PageLockedArray1D<float> block = TakeForReading();
            try
            {
                _card.Fetch(_stream, source.View.SubView(start, count), block.Span[..count]);
                _card.Wait(_stream);
                block.Span[..count].CopyTo(values[start..]);
            }
            finally
            {
                lock (_books)
                    _free.Push(block);
            }
        }
    }

    /// <summary>Waits for the work queued so far.</summary>
    public void Synchronize()
    {
        List<PageLockedArray1D<float>> sent;
        lock (_books)
        {
            (sent, _sending) = (_sending, []);
            _used = 0;
        }

        try
        {
            _card.Wait(_stream);
        }
        catch
        {
            lock (_books)
            {
                if (_sending.Count == 0)
                    _used = BlockLength;            // the last block that was sent must not be filled further
                _sending.InsertRange(0, sent);
            }

            throw;
        }

        lock (_books)
        {
            foreach (PageLockedArray1D<float> block in sent)
                _free.Push(block);
        }
    }

    /// <summary>Lets go of memory once the work queued so far is done.</summary>
    public void Free(IEnumerable<MemoryBuffer> buffers)
    {
        Synchronize();
        _card.Free(buffers);
    }

    /// <summary>Closes the queue once its work is done.</summary>
    public void Dispose()
    {
        Synchronize();
        _card.Free([.. _blocks, _stream]);
    }

    /// <summary>Queues a copy out of the block that is being filled, or the next. False where all blocks are on their way.</summary>
    private bool TrySend(ReadOnlySpan<float> values, ArrayView<float> target)
    {
        lock (_books)
        {
            if (_sending.Count == 0 || _used + values.Length > BlockLength)
            {
                if (!_free.TryPop(out PageLockedArray1D<float>? next))
                {
                    if (_blocks.Count >= MostBlocks)
                        return false;
                    next = NewBlock();
                }

                _sending.Add(next);
                _used = 0;
            }

            PageLockedArray1D<float> block = _sending[^1];
            Span<float> slice = block.Span.Slice(_used, values.Length);
            values.CopyTo(slice);
            _card.Send(_stream, slice, target);
            _used += values.Length;
            return true;
        }
    }

    /// <summary>A block for one reader alone. There are as many as readers, beyond those for sending: a reader never waits for another.</summary>
    private PageLockedArray1D<float> TakeForReading()
    {
        lock (_books)
            return _free.TryPop(out PageLockedArray1D<float>? free) ? free : NewBlock();
    }

    private PageLockedArray1D<float> NewBlock()
    {
        PageLockedArray1D<float> block = _card.AllocatePageLocked(BlockLength);
        _blocks.Add(block);
        return block;
    }
}
