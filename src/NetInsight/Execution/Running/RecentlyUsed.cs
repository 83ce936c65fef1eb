namespace NetInsight.Execution.Running;

/// <summary>
/// The values that were used last, by key, bounded by their number and by the size of all of them; the value kept last stays whatever its
/// size. Not thread-safe: its owner locks.
/// </summary>
/// <param name="mostCount">The most values.</param>
/// <param name="mostSize">The most of their sizes together.</param>
/// <param name="sizeOf">The size of a value, asked anew each time: it may grow while the value is kept.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int mostCount, long mostSize, Func<TValue, long> sizeOf)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private long _time;

    /// <summary>The number of values.</summary>
    public int Count => _entries.Count;

    /// <summary>The values.</summary>
    public IEnumerable<TValue> Values => _entries.Values.Select(entry => entry.Value);

    /// <summary>The size of all values.</summary>
    public long Size => Values.Sum(sizeOf);

    /// <summary>The value of a key, which is now the one used last; null where none is kept.</summary>
    public TValue? Find(TKey key)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
            return null;
        entry.LastUse = ++_time;
        return entry.Value;
    }

    /// <summary>Keeps a value, and drops those used longest ago as long as there are too many or they are too large.</summary>
    public void Keep(TKey key, TValue value)
    {
        _entries[key] = new Entry(value) { LastUse = ++_time };
        long size = Size;
        while (Count > 1 && (Count > mostCount || size > mostSize))
        {
            (TKey oldest, Entry dropped) = _entries.MinBy(entry => entry.Value.LastUse);
            _entries.Remove(oldest);
            size -= sizeOf(dropped.Value);
        }
    }

    /// <summary>Drops all values.</summary>
    public void Clear() => _entries.Clear();

    private sealed class Entry(TValue value)
    {
        public TValue Value => value;

        public long LastUse { get; set; }
    }
}
