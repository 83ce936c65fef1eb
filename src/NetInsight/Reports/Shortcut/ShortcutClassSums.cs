namespace NetInsight.Reports.Shortcut;

/// <summary>What is known of one class's images.</summary>
/// <param name="cells">Cells of the mean map.</param>
internal sealed class ShortcutClassSums(int cells)
{
    private readonly List<ShortcutExample> _examples = [];

    /// <summary>Images, and those classified rightly.</summary>
    public int Count { get; private set; }

    /// <summary>Images that are classified as their class.</summary>
    public int Correct { get; private set; }

    /// <summary>Images whose map shows evidence; all that follows is of these.</summary>
    public int EvidenceCount { get; private set; }

    /// <summary>Sum of the shares of evidence outside.</summary>
    public double Outside { get; private set; }

    /// <summary>Sum of the shares of the area outside.</summary>
    public double Area { get; private set; }

    /// <summary>Sum of the squares of evidence outside less area outside.</summary>
    public double Squares { get; private set; }

    /// <summary>Sum of the shares of evidence in each cell.</summary>
    public double[] Cells { get; } = new double[cells];

    /// <summary>The examples, those with most evidence outside first.</summary>
    public IReadOnlyList<ShortcutExample> Examples => _examples;

    /// <summary>Counts an image.</summary>
    public void Add(bool isCorrect)
    {
        Count++;
        Correct += isCorrect ? 1 : 0;
    }

    /// <summary>Adds an image's evidence.</summary>
    /// <param name="outside">Its share outside.</param>
    /// <param name="area">The share of the area outside.</param>
    /// <param name="shares">Its share in each cell.</param>
    public void Add(double outside, double area, double[] shares)
    {
        EvidenceCount++;
        Outside += outside;
        Area += area;
        Squares += (outside - area) * (outside - area);
        for (int i = 0; i < shares.Length; i++)
            Cells[i] += shares[i];
    }

    /// <summary>Adds another class's sums.</summary>
    public void Add(ShortcutClassSums other)
    {
        Count += other.Count;
        Correct += other.Correct;
        EvidenceCount += other.EvidenceCount;
        Outside += other.Outside;
        Area += other.Area;
        Squares += other.Squares;
        for (int i = 0; i < Cells.Length; i++)
            Cells[i] += other.Cells[i];
    }

    /// <summary>Adds what one has and another has not: the sums of all other classes.</summary>
    public void AddDifference(ShortcutClassSums all, ShortcutClassSums part)
    {
        Count += all.Count - part.Count;
        Correct += all.Correct - part.Correct;
        EvidenceCount += all.EvidenceCount - part.EvidenceCount;
        Outside += all.Outside - part.Outside;
        Area += all.Area - part.Area;
        Squares += all.Squares - part.Squares;
        for (int i = 0; i < Cells.Length; i++)
            Cells[i] += all.Cells[i] - part.Cells[i];
    }

    /// <summary>Mean and variance (divisor n - 1, null for one image) of evidence outside less area outside.</summary>
    public (double Mean, double? Variance) Excess()
    {
        double mean = (Outside - Area) / EvidenceCount;
        double? variance = EvidenceCount < 2 ? null : Math.Max(Squares - EvidenceCount * mean * mean, 0) / (EvidenceCount - 1);
        return (mean, variance);
    }

    /// <summary>Keeps an image as an example if it is among those with most evidence outside.</summary>
    /// <param name="outside">Its share of evidence outside.</param>
    /// <param name="most">How many are kept.</param>
    /// <param name="draw">Draws it.</param>
    public void Offer(double outside, int most, Func<ShortcutExample> draw)
    {
        int at = _examples.FindIndex(example => outside > example.OutsideShare);
        at = at < 0 ? _examples.Count : at;
        if (at >= most)
            return;
        _examples.Insert(at, draw());
        if (_examples.Count > most)
            _examples.RemoveAt(most);
    }
}
