using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// Memory that several decodes share: one that needs more than what is left waits until others have ended, so that many images at once do
/// not take more than the budget. Thread-safe.
/// </summary>
public sealed class ImageMemoryBudget
{
    /// <summary>Least memory of <see cref="ForProcess"/>.</summary>
    private const long Least = 1L << 30;

    private readonly Lock _lock = new();
    private readonly LinkedList<Request> _waiting = [];
    private long _free;

    /// <summary>A budget.</summary>
    /// <param name="bytes">Bytes that decodes may take together; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public ImageMemoryBudget(long bytes) => _free = Bytes = Check.Positive(bytes, nameof(bytes));

    /// <summary>
    /// The budget of all images whose limits state no other: a quarter of the memory available to the process, at least 1 GiB.
    /// </summary>
    public static ImageMemoryBudget ForProcess { get; } = new(Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>Bytes that decodes may take together.</summary>
    public long Bytes { get; }

    /// <summary>Takes memory, in the order of requests; waits until there is enough.</summary>
    /// <returns>What gives it back when disposed.</returns>
    internal IDisposable Take(long bytes)
    {
        Request request = new(this, bytes);
        lock (_lock)
        {
            if (_waiting.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return request;
            }

            _waiting.AddLast(request);
        }

        request.Granted.Wait();
        return request;
    }

    private void GiveBack(long bytes)
    {
        lock (_lock)
        {
            _free += bytes;
            while (_waiting.First is { Value: var next } && next.Bytes <= _free)
            {
                _free -= next.Bytes;
                _waiting.RemoveFirst();
                next.Granted.Set();
            }
        }
    }

    private sealed class Request(ImageMemoryBudget budget, long bytes) : IDisposable
    {
        private bool _isGivenBack;

        public long Bytes => bytes;

        public ManualResetEventSlim Granted { get; } = new();

        public void Dispose()
        {
            if (_isGivenBack)
                return;
            _isGivenBack = true;
            Granted.Dispose();
            budget.GiveBack(bytes);
        }
    }
}
