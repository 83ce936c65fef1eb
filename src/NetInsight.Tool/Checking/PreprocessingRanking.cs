namespace NetInsight.Tool.Checking;

/// <summary>Candidates in order, the best first, and what decided.</summary>
internal sealed class PreprocessingRanking
{
    /// <summary>Fewer labelled images than this decide nothing by themselves.</summary>
    private const int FewestLabelled = 4;

    public PreprocessingRanking(IEnumerable<PreprocessingCandidate> candidates)
    {
        PreprocessingCandidate[] all = [.. candidates];
        ByLabels = all[0].Labelled >= FewestLabelled;
        Candidates = ByLabels
            ? [.. all.OrderByDescending(candidate => candidate.Right).ThenByDescending(candidate => candidate.LogLikelihood)]
            : [.. all.OrderByDescending(candidate => candidate.Information).ThenByDescending(candidate => candidate.Confidence)];
    }

    /// <summary>The best first.</summary>
    public IReadOnlyList<PreprocessingCandidate> Candidates { get; }

    /// <summary>The best.</summary>
    public PreprocessingCandidate Best => Candidates[0];

    /// <summary>Whether accuracy decided; else how sure and how different the answers are.</summary>
    public bool ByLabels { get; }

    /// <summary>
    /// Whether the first is ahead by more than chance may be: with labels by two standard deviations of the images that only one of the
    /// two gets right (McNemar's test), else by a tenth of the information.
    /// </summary>
    public bool IsClear
    {
        get
        {
            if (Candidates.Count < 2)
                return true;
            PreprocessingCandidate next = Candidates[1];
            if (!ByLabels)
                return Best.Images >= FewestLabelled && Best.Information - next.Information > 0.1 * Best.Information;
            (int gained, int lost) = Best.Against(next);
            return gained - lost > 2 * Math.Sqrt(gained + lost);
        }
    }
}
