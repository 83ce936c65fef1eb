using ILGPU;
using ILGPU.Runtime;

namespace NetInsight.Kernels.Devices.Gpu;

/// <summary>
/// One model's stream on a GPU, whose work is done in order and concurrently with that of other models; and the page-locked memory through
/// which transfers go, so that they are asynchronous.
/// </summary>
/// <remarks>
/// Thread-safe. Because work is done in order, memory that one step no longer needs may be reused by the next before either has run.
/// <code>
///   write:  values -> slice of a staging block -> (queued copy) -> GPU   a block is reused once the GPU has completed the copies out of it
///   read:   GPU -> (queued copy) -> block of this reader -> (wait) -> values
/// </code>
/// </remarks>
internal sealed class GpuQueue : IDisposable
{
    private const int BlockFloats = 1 << 18;
    private const int MostBlocks = 16;

    /// <summary>Blocks that are copied at once: about as many threads as fill a machine's memory bandwidth.</summary>
    private const int AtOnce = 4;

    private readonly GpuContext _context;
    private readonly AcceleratorStream _stream;
    private readonly Lock _lock = new();
    private readonly Stack<PageLockedArray1D<float>> _free = [];
    private readonly List<PageLockedArray1D<float>> _blocks = [];
    private List<PageLockedArray1D<float>> _sending = [];
    private int _used;

    /// <summary>Opens a queue.</summary>
    public GpuQueue(GpuContext context)
    {
        _context = context;
        _stream = context.NewStream();
    }

    /// <summary>Queues a kernel for each index below <paramref name="count"/>.</summary>
    public void ForEach<TArguments>(Action<Index1D, TArguments> kernel, int count, TArguments arguments) where TArguments : struct =>
        _context.ForEach(_stream, kernel, count, arguments);

    /// <summary>Queues a kernel that is launched in thread groups.</summary>
    public void ForGroups<TArguments>(Action<TArguments> kernel, Index3D groups, int threads, TArguments arguments)
        where TArguments : struct =>
        _context.ForGroups(_stream, kernel, groups, threads, arguments);

    /// <summary>Queues a copy of values to the GPU; they may change as soon as this returns.</summary>
    public void Write(GpuTensor target, ReadOnlySpan<float> values) => Write(target, values, 0);

    /// <summary>Queues a copy of values to the GPU, several blocks at a time; they may change as soon as this returns.</summary>
    public void Write(GpuTensor target, ReadOnlyMemory<float> values)
    {
        int start = 0;
        while (values.Length - start >= BlockFloats)
        {
            PageLockedArray1D<float>[] blocks = TakeForWriting(Math.Min(AtOnce, (values.Length - start) / BlockFloats));
            if (blocks.Length == 0)
            {
                Synchronize();
                continue;
            }

            try
            {
                ReadOnlyMemory<float> part = values.Slice(start, blocks.Length * BlockFloats);
                ForBlocks(part.Length, (at, count) => part.Span.Slice(at, count).CopyTo(blocks[at / BlockFloats].Span));
                foreach (PageLockedArray1D<float> block in blocks)
                {
                    _context.Send(_stream, block.Span, target.View.SubView(start, BlockFloats));
                    start += BlockFloats;
                }
            }
            finally
            {
                lock (_lock)
                {
                    if (_sending.Count == 0)
                        _used = BlockFloats;        // the next small copy takes a block of its own
                    _sending.InsertRange(0, blocks);
                }
            }
        }

        Write(target, values.Span[start..], start);
    }

    /// <summary>Copies values from the GPU, once the work queued so far is done.</summary>
    public void Read(GpuTensor source, Memory<float> values)
    {
        PageLockedArray1D<float>[] blocks = new PageLockedArray1D<float>[Math.Min(AtOnce, (values.Length + BlockFloats - 1) / BlockFloats)];
        int taken = 0;
        try
        {
            for (; taken < blocks.Length; taken++)
                blocks[taken] = TakeForReading();
            for (int start = 0; start < values.Length; start += blocks.Length * BlockFloats)
            {
                Memory<float> part = values.Slice(start, Math.Min(values.Length - start, blocks.Length * BlockFloats));
                for (int at = 0; at < part.Length; at += BlockFloats)
                {
                    int count = Math.Min(part.Length - at, BlockFloats);
                    _context.Fetch(_stream, source.View.SubView(start + at, count), blocks[at / BlockFloats].Span[..count]);
                }

                _context.Wait(_stream);
                ForBlocks(part.Length, (at, count) => blocks[at / BlockFloats].Span[..count].CopyTo(part.Span[at..]));
            }
        }
        finally
        {
            lock (_lock)
            {
                foreach (PageLockedArray1D<float> block in blocks.AsSpan(0, taken))
                    _free.Push(block);
            }
        }
    }

    /// <summary>Waits for the work queued so far.</summary>
    public void Synchronize()
    {
        List<PageLockedArray1D<float>> sent;
        lock (_lock)
        {
            (sent, _sending) = (_sending, []);
            _used = 0;
        }

        try
        {
            _context.Wait(_stream);
        }
        catch
        {
            lock (_lock)
            {
                if (_sending.Count == 0)
                    _used = BlockFloats;            // the last block with pending copies must not be filled further
                _sending.InsertRange(0, sent);
            }

            throw;
        }

        lock (_lock)
        {
            foreach (PageLockedArray1D<float> block in sent)
                _free.Push(block);
        }
    }

    /// <summary>Frees memory once the work queued so far is done.</summary>
    public void Free(IEnumerable<MemoryBuffer> buffers)
    {
        Synchronize();
        _context.Free(buffers);
    }

    /// <summary>Closes the queue once its work is done.</summary>
    public void Dispose()
    {
        Synchronize();
        _context.Free([.. _blocks, _stream]);
    }

    /// <summary>Queues a copy of values to a place of the tensor.</summary>
    private void Write(GpuTensor target, ReadOnlySpan<float> values, int place)
    {
        for (int start = 0; start < values.Length;)
        {
            int count = Math.Min(values.Length - start, BlockFloats);
            if (TrySend(values.Slice(start, count), target.View.SubView(place + start, count)))
                start += count;
            else
                Synchronize();
        }
    }

    /// <summary>Calls an action for each block of so many values, on several threads.</summary>
    private static void ForBlocks(int values, Action<int, int> action)
    {
        int blocks = (values + BlockFloats - 1) / BlockFloats;
        if (blocks == 1)
            action(0, values);
        else
            Parallel.For(0, blocks, i => action(i * BlockFloats, Math.Min(values - i * BlockFloats, BlockFloats)));
    }

    /// <summary>Free blocks, up to so many; none where all have copies pending.</summary>
    private PageLockedArray1D<float>[] TakeForWriting(int most)
    {
        List<PageLockedArray1D<float>> taken = [];
        lock (_lock)
        {
            while (taken.Count < most && _free.TryPop(out PageLockedArray1D<float>? free))
                taken.Add(free);
            try
            {
                while (taken.Count < most && _blocks.Count < MostBlocks)
                    taken.Add(NewBlock());
            }
            catch
            {
                foreach (PageLockedArray1D<float> block in taken)
                    _free.Push(block);
                throw;
            }
        }

        return [.. taken];
    }

    /// <summary>Queues a copy through the block that is being filled, or the next. False where all blocks have copies pending.</summary>
    private bool TrySend(ReadOnlySpan<float> values, ArrayView<float> target)
    {
        lock (_lock)
        {
            if (_sending.Count == 0 || _used + values.Length > BlockFloats)
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
            _context.Send(_stream, slice, target);
            _used += values.Length;
            return true;
        }
    }

    /// <summary>
    /// A block for one reader. There are as many as concurrent readers, beyond those for writing: a reader never waits for another.
    /// </summary>
    private PageLockedArray1D<float> TakeForReading()
    {
        lock (_lock)
            return _free.TryPop(out PageLockedArray1D<float>? free) ? free : NewBlock();
    }

    private PageLockedArray1D<float> NewBlock()
    {
        PageLockedArray1D<float> block = _context.AllocatePageLocked(BlockFloats);
        _blocks.Add(block);
        return block;
    }
}
