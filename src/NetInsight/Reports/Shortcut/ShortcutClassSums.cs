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

    /// <summary>Adds another class's sums, or takes them off again.</summary>
    /// <param name="other">The sums.</param>
    /// <param name="sign">1 to add them, -1 to take them off.</param>
    public void Add(ShortcutClassSums other, int sign = 1)
    {
        Count += sign * other.Count;
        Correct += sign * other.Correct;
        EvidenceCount += sign * other.EvidenceCount;
        Outside += sign * other.Outside;
        Area += sign * other.Area;
        Squares += sign * other.Squares;
        for (int i = 0; i < Cells.Length; i++)
            Cells[i] += sign * other.Cells[i];
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
