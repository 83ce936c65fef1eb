using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>
/// Blocks of memory for whole runs, which later runs reuse: a run gets the smallest free block that holds what it needs. All blocks
/// together hold no more than the runs of the last <see cref="Recent"/> needed at once, and after <see cref="Idle"/> without a run none.
/// </summary>
/// <remarks>
/// Thread-safe. A block that is dropped is garbage, whose memory goes back to the system when the runtime next collects all generations.
/// </remarks>
internal sealed class SlabArena
{
    /// <summary>How long the largest runs are remembered at least; twice as long at most.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a run nothing is kept.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>Floats below which nothing is dropped while runs go on: 4 MiB.</summary>
    public const long Least = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<float[]> _free = [];
    private readonly TimeProvider _time;
    private readonly ITimer _idle;
    private long _heldFloats, _neededFloats;                // of all blocks; of the runs that go on
    private long _largest, _largestBefore;                  // the most that was needed in this period and in the one before it
    private long _periodStart, _lastReturn;
    private int _rented;
    private bool _isWatched;

    /// <summary>An arena without blocks.</summary>
    /// <param name="time">What tells the time; that of the system by default.</param>
    public SlabArena(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _periodStart = _time.GetTimestamp();

        // The timer knows the arena weakly: an arena that is no longer used is collected with its blocks before the time is over.
        _idle = _time.CreateTimer(Watch, new WeakReference<SlabArena>(this), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of blocks that runs hold.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>Bytes of all blocks, held by runs or free.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _heldFloats * sizeof(float);
        }
    }

    /// <summary>A block with aligned room for so many uninitialised floats.</summary>
    /// <exception cref="ResourceLimitException">One array cannot hold so many.</exception>
    public float[] Rent(int count)
    {
        int needed = Arena.Capacity(count);
        lock (_lock)
        {
            Advance();
            float[] block = SmallestFree(needed) ?? Allocate(needed);
            _rented++;
            _neededFloats += needed;
            _largest = Math.Max(_largest, _neededFloats);
            DropBeyondLargest();
            return block;
        }
    }

    /// <summary>Takes a block back.</summary>
    /// <param name="block">The block.</param>
    /// <param name="count">The number of floats with which it was rented.</param>
    public void Return(float[] block, int count)
    {
        lock (_lock)
        {
            Advance();
            _rented--;
            _neededFloats -= Arena.Capacity(count);
            _free.Add(block);
            DropBeyondLargest();
            _lastReturn = _time.GetTimestamp();
            if (!_isWatched)
                Watch(Idle);
        }
    }

    /// <summary>Drops all blocks that no run holds, and forgets what earlier runs needed.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            (_largest, _largestBefore) = (_neededFloats, _neededFloats);
            DropFree();
        }
    }

    private static void Watch(object? arena)
    {
        if (((WeakReference<SlabArena>)arena!).TryGetTarget(out SlabArena? target))
            target.DropIfIdle();
    }

    private void Watch(TimeSpan wait)
    {
        _isWatched = true;
        _idle.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void DropIfIdle()
    {
        lock (_lock)
        {
            _isWatched = false;
            TimeSpan left = _rented > 0 ? Idle : Idle - _time.GetElapsedTime(_lastReturn);
            if (left <= TimeSpan.Zero)
                DropFree();
            else
                Watch(left);
        }
    }

    private float[] Allocate(int needed)
    {
        float[] block = AlignedMemory.Allocate(needed, out _);
        _heldFloats += needed;
        return block;
    }

    private float[]? SmallestFree(int needed)
    {
        int best = -1;
        for (int i = 0; i < _free.Count; i++)
        {
            if (SizeOf(i) >= needed && (best < 0 || SizeOf(i) < SizeOf(best)))
                best = i;
        }

        if (best < 0)
            return null;
        float[] block = _free[best];
        _free.RemoveAt(best);
        return block;
    }

    /// <summary>Begins a new period where the last one is over.</summary>
    private void Advance()
    {
        TimeSpan elapsed = _time.GetElapsedTime(_periodStart);
        if (elapsed < Recent)
            return;
        _largestBefore = elapsed < 2 * Recent ? _largest : _neededFloats;
        _largest = _neededFloats;
        _periodStart = _time.GetTimestamp();
    }

    /// <summary>Drops the smallest free block that is enough, or the largest ones as long as none is.</summary>
    private void DropBeyondLargest()
    {
        long most = Math.Max(Math.Max(_largest, _largestBefore), Least);
        while (_heldFloats > most && _free.Count > 0)
        {
            int chosen = 0;
            for (int i = 1; i < _free.Count; i++)
            {
                bool isEnough = _heldFloats - SizeOf(i) <= most, isChosenEnough = _heldFloats - SizeOf(chosen) <= most;
                if (isEnough != isChosenEnough ? isEnough : isEnough == SizeOf(i) < SizeOf(chosen))
                    chosen = i;
            }

            _heldFloats -= SizeOf(chosen);
            _free.RemoveAt(chosen);
        }
    }

    private void DropFree()
    {
        for (int i = 0; i < _free.Count; i++)
            _heldFloats -= SizeOf(i);
        _free.Clear();
    }

    private int SizeOf(int free) => AlignedMemory.CapacityOf(_free[free]);
}
