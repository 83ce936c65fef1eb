using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Running;

/// <summary>A batch's place in a <see cref="BatchBudget"/>, held until it is disposed.</summary>
/// <param name="budget">The budget.</param>
/// <param name="bytes">What the batch holds.</param>
/// <param name="arena">Memory of earlier batches.</param>
internal sealed class BatchPlace(BatchBudget budget, long bytes, Arena arena) : IDisposable
{
    private bool _isLeft;

    /// <summary>Memory of earlier batches, for a batch on the CPU; no other batch uses it meanwhile.</summary>
    public Arena Arena => arena;

    /// <summary>Gives the place back; the batch has returned all that it rented.</summary>
    public void Dispose()
    {
        if (_isLeft)
            return;
        _isLeft = true;
        budget.Leave(bytes, arena);
    }
}
