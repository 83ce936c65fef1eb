using NetInsight.Execution.Planning;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>All slots of a plan as the unchanged input makes them, kept for as long as masks are compared with them.</summary>
internal sealed class BaselineMaps<TMap> where TMap : class, IDense<TMap>
{
    private readonly IncrementalBackend<TMap> _work;
    private readonly TMap?[] _maps;
    private readonly List<TMap> _rented = [];

    /// <summary>Runs a plan for one picture and keeps everything.</summary>
    public BaselineMaps(Plan plan, IncrementalBackend<TMap> work, Tensor input)
    {
        _work = work;
        _maps = [.. plan.Slots.Select((_, slot) => work.Constant(plan, slot))];
        try
        {
            _maps[plan.Inputs[0]] = Keep(work.Send(input));
            foreach (Step step in plan.Steps)
            {
                Shape stored = plan.Slots[step.Output].StorageShape;
                if (step.IsView)
                {
                    _maps[step.Output] = this[step.Inputs[0]].Reshape(stored);
                }
                else
                {
                    TMap result = _maps[step.Output] ??= Keep(work.Rent(stored));
                    work.Forward(step.Operator, Array.ConvertAll(step.Inputs, slot => this[slot]), result);
                }
            }
        }
        catch
        {
            Return();
            throw;
        }
    }

    /// <summary>What a slot holds, in the order in which it is stored.</summary>
    public TMap this[int slot] => _maps[slot]!;

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        foreach (TMap map in _rented)
            _work.Return(map);
        _rented.Clear();
    }

    private TMap Keep(TMap map)
    {
        _rented.Add(map);
        return map;
    }
}
