namespace NetInsight.Synthesis.Objectives;

/// <summary>One number of each image that an objective is a weighted sum of.</summary>
internal abstract record ObjectiveTerm
{
    /// <summary>Whether an image's value depends on the other images of the batch.</summary>
    public virtual bool IsCoupled => false;

    /// <summary>The values of the network that the term reads.</summary>
    /// <exception cref="ArgumentException">A layer or label does not exist.</exception>
    public abstract IEnumerable<int> ValuesOf(Model model);

    /// <summary>Adds nodes whose result has one element for each image, [N].</summary>
    /// <exception cref="ArgumentException">An index or a tensor does not fit the layer's shape.</exception>
    public abstract int Add(ObjectiveDraft draft);

    /// <summary>The term in words.</summary>
    public abstract string Describe(Model model);

    /// <summary>The sum of a given tensor's squares, to which a distance is relative.</summary>
    /// <exception cref="ArgumentException">It is 0, which <paramref name="ifZero"/> says.</exception>
    protected static double SquaresOf(Tensor given, string ifZero)
    {
        double sum = 0;
        foreach (float value in given.AsSpan())
            sum += (double)value * value;
        return sum > 0 ? sum : throw new ArgumentException(ifZero);
    }
}

/// <summary>A term and its weight in the sum.</summary>
internal sealed record WeightedTerm(double Weight, ObjectiveTerm Term);
