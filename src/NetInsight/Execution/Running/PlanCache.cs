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
    private readonly RecentlyUsed<string, Entry> _plans = new(MostPlans, MostSlots, entry => entry.Plan.Slots.Length);
    private readonly Dictionary<string, FirstPlan> _first = [];         // by values

    /// <summary>The number of plans.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _plans.Count;
        }
    }

    /// <summary>The slots of all plans.</summary>
    public long Slots
    {
        get
        {
            lock (_lock)
                return _plans.Size;
        }
    }

    /// <summary>The plan for input shapes and values; null where none is kept.</summary>
    public Plan? Find(string key)
    {
        lock (_lock)
            return _plans.Find(key)?.Plan;
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
            if (_plans.Find(key) is { } known)
                return known.Plan;
            _plans.Keep(key, new Entry(values, made.Plan));
            _first.TryAdd(values, made);
            HashSet<string> kept = [.. _plans.Values.Select(entry => entry.Values)];
            foreach (string unused in _first.Keys.Where(first => !kept.Contains(first)))
                _first.Remove(unused);
            return made.Plan;
        }
    }

    /// <summary>Drops all plans; runs that use one end as usual.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _plans.Clear();
            _first.Clear();
        }
    }

    /// <summary>A plan and the values for which it was made.</summary>
    private sealed record Entry(string Values, Plan Plan);
}
