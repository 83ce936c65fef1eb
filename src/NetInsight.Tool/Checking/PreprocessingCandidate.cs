namespace NetInsight.Tool.Checking;

/// <summary>One preprocessing that is tried, and what the network answered with it.</summary>
/// <param name="name">The preset's name, or where it comes from.</param>
/// <param name="preprocessing">How images become the input.</param>
internal sealed class PreprocessingCandidate(string name, Preprocessing preprocessing)
{
    private readonly List<bool> _right = [];
    private double _confidence, _logLikelihood;
    private double[,]? _joint;

    /// <summary>The preset's name, or where it comes from.</summary>
    public string Name => name;

    /// <summary>How images become the input.</summary>
    public Preprocessing Preprocessing => preprocessing;

    /// <summary>Images that were classified.</summary>
    public int Images { get; private set; }

    /// <summary>Images whose names hold a label.</summary>
    public int Labelled => _right.Count;

    /// <summary>Those of them whose most probable class it is.</summary>
    public int Right => _right.Count(right => right);

    /// <summary>The share of the labelled images that are right; NaN where none has a label.</summary>
    public double Accuracy => Labelled == 0 ? double.NaN : (double)Right / Labelled;

    /// <summary>The mean of the largest probability.</summary>
    public double Confidence => _confidence / Images;

    /// <summary>The mean logarithm of the right class's probability, in nats; NaN where no image has a label.</summary>
    public double LogLikelihood => Labelled == 0 ? double.NaN : _logLikelihood / Labelled;

    /// <summary>
    /// The mutual information of the answers to an image and to its mirror image, in bits: the joint distribution is the mean over images
    /// of p(i) p'(j), made symmetric (Ji et al. 2019, arXiv:1807.06653, equation 3). Large where answers are sure, differ from image to
    /// image and survive mirroring; at most the logarithm of the number of images, and of classes. Answers of a sigmoid are
    /// divided by their sum.
    /// </summary>
    public double Information
    {
        get
        {
            if (_joint is null)
                return double.NaN;
            int classes = _joint.GetLength(0);
            double[] marginal = new double[classes];
            double information = 0;
            for (int i = 0; i < classes; i++)
            {
                for (int j = 0; j < classes; j++)
                    marginal[i] += Joint(i, j);
            }

            for (int i = 0; i < classes; i++)
            {
                for (int j = 0; j < classes; j++)
                    information += Joint(i, j) is > 0 and var p ? p * Math.Log2(p / (marginal[i] * marginal[j])) : 0;
            }

            return Math.Max(0, information);

            double Joint(int i, int j) => (_joint[i, j] + _joint[j, i]) / (2 * Images);
        }
    }

    /// <summary>
    /// The labelled images that only this candidate gets right, and those that only another does, which saw the same ones.
    /// </summary>
    public (int Gained, int Lost) Against(PreprocessingCandidate other) => (
        _right.Zip(other._right).Count(pair => pair is { First: true, Second: false }),
        _right.Zip(other._right).Count(pair => pair is { First: false, Second: true }));

    /// <summary>Adds one image's answer.</summary>
    /// <param name="probabilities">Of each class; of a sigmoid each by itself.</param>
    /// <param name="mirrored">Those for the mirror image.</param>
    /// <param name="right">The classes that its name names; empty for none.</param>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> mirrored, IReadOnlyCollection<int> right)
    {
        const double Smallest = 1e-12;
        double[] values = Finite(probabilities), shares = Shares(values), others = Shares(Finite(mirrored));
        _joint ??= new double[values.Length, values.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            if (shares[i] == 0)
                continue;
            for (int j = 0; j < others.Length; j++)
                _joint[i, j] += shares[i] * others[j];
        }

        int top = Array.IndexOf(values, values.Max());
        Images++;
        _confidence += values[top];
        if (right.Count == 0)
            return;
        _right.Add(right.Contains(top));
        _logLikelihood += Math.Log(Math.Max(Smallest, right.Where(index => index < values.Length).Sum(index => values[index])));
    }

    private static double[] Finite(ReadOnlySpan<float> values)
    {
        double[] finite = new double[values.Length];
        for (int i = 0; i < finite.Length; i++)
            finite[i] = float.IsFinite(values[i]) ? values[i] : 0;
        return finite;
    }

    private static double[] Shares(double[] values)
    {
        double sum = values.Sum();
        return sum > 0 ? [.. values.Select(value => value / sum)] : [.. values.Select(_ => 1.0 / values.Length)];
    }
}
