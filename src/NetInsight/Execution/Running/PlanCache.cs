using NetInsight.Execution.Planning;

namespace NetInsight.Execution.Running;

/// <summary>
/// The plans of a graph that were used last, by input shapes and values, and for each choice of values the first plan, from which those for
/// other batches are derived. Bounded by the number of plans and by the slots of all of them, so that a network of many layers that
/// sees many batch sizes keeps few. Thread-safe.
/// </summary>
internal sealed class PlanCache
{
    /// <summary>The most plans.</summary>
    public const int MostPlans = 32;

    /// <summary>The most slots of all plans, beyond which only the plan used last is kept.</summary>
    public const long MostSlots = 200_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, FirstPlan> _first = [];         // by values
    private long _slots, _time;

    /// <summary>The number of plans.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>The slots of all plans.</summary>
    public long Slots
    {
        get
        {
            lock (_lock)
                return _slots;
        }
    }

    /// <summary>The plan for input shapes and values; null where none is kept.</summary>
    public Plan? Find(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
                return null;
            entry.LastUse = ++_time;
            return entry.Plan;
        }
    }

    /// <summary>The first plan for values, with its shapes; null where none is kept.</summary>
    public FirstPlan? First(string values)
    {
        lock (_lock)
            return _first.GetValueOrDefault(values);
    }

    /// <summary>Keeps a plan, unless another thread was first.</summary>
    /// <param name="key">Its input shapes and values.</param>
    /// <param name="values">Its values.</param>
    /// <param name="made">The plan.</param>
    /// <returns>The plan that is kept.</returns>
    public Plan Keep(string key, string values, FirstPlan made)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out Entry? known))
                return known.Plan;
            _entries[key] = new Entry(values, made.Plan) { LastUse = ++_time };
            _slots += made.Plan.Slots.Length;
            _first.TryAdd(values, made);
            while (_entries.Count > 1 && (_entries.Count > MostPlans || _slots > MostSlots))
                DropOldest();
            return made.Plan;
        }
    }

    /// <summary>Drops all plans; runs that use one end as usual.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _first.Clear();
            _slots = 0;
        }
    }

    private void DropOldest()
    {
        (string key, Entry oldest) = _entries.MinBy(entry => entry.Value.LastUse);
        _entries.Remove(key);
        _slots -= oldest.Plan.Slots.Length;
        if (!_entries.Values.Any(entry => entry.Values == oldest.Values))
            _first.Remove(oldest.Values);
    }

    private sealed class Entry(string values, Plan plan)
    {
        public string Values => values;

        public Plan Plan => plan;

        public long LastUse { get; set; }
    }
}
