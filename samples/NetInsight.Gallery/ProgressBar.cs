namespace NetInsight.Gallery;

/// <summary>A progress bar on the console; at most ten lines where the output goes to a file.</summary>
internal sealed class ProgressBar(string what, int total) : IProgress<Progress>
{
    private const int Cells = 30;
    private readonly Lock _lock = new();
    private int _shownTenths = -1;
    private double _shown;

    /// <summary>Progress within one item, shown as part of the whole.</summary>
    public IProgress<Progress> Within(int item) => new Part(this, item);

    /// <summary>Shows how many items are done; a fraction for one in progress.</summary>
    public void Show(double done)
    {
        lock (_lock)
        {
            _shown = Math.Max(_shown, done);
            double share = total == 0 ? 1 : _shown / total;
            if (!Console.IsOutputRedirected)
            {
                int filled = (int)(share * Cells);
                Console.Write($"\r{what} [{new string('#', filled)}{new string('.', Cells - filled)}] {share,4:P0}");
            }
            else if ((int)(share * 10) > _shownTenths)
            {
                _shownTenths = (int)(share * 10);
                Console.WriteLine($"{what} {share:P0}");
            }
        }
    }

    /// <summary>Shows the progress of a computation that counts the same items.</summary>
    public void Report(Progress value) => Show(value.Done);

    /// <summary>Ends the line.</summary>
    public static void End()
    {
        if (!Console.IsOutputRedirected)
            Console.WriteLine();
    }

    private sealed class Part(ProgressBar bar, int item) : IProgress<Progress>
    {
        public void Report(Progress value) => bar.Show(item + value.Fraction);
    }
}
