namespace NetInsight.Execution.Running;

/// <summary>
/// The batches of one call that runs many inputs: a batch waits until it fits the call's memory budget together with those of other calls
/// on the model.
/// </summary>
internal sealed class BatchSequence : IDisposable
{
    private readonly BatchBudget _budget;
    private readonly long _most;
    private bool _isClosed;

    /// <summary>Begins.</summary>
    /// <param name="budget">The model's.</param>
    /// <param name="most">The most bytes of all batches beside which one of this call runs.</param>
    public BatchSequence(BatchBudget budget, long most)
    {
        (_budget, _most) = (budget, most);
        budget.Open();
    }

    /// <summary>Waits until a batch may be held.</summary>
    /// <param name="elements">The elements that its feature maps hold at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public BatchPlace Enter(long elements, CancellationToken cancellation) => _budget.Enter(sizeof(float) * elements, _most, cancellation);

    /// <summary>Ends.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _budget.Close();
    }
}
