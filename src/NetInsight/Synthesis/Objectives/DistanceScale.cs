namespace NetInsight;

/// <summary>By what a squared distance of features is divided.</summary>
public enum DistanceScale
{
    /// <summary>Nothing: the sum over all elements.</summary>
    Sum,

    /// <summary>The number of elements: the mean (Johnson et al. 2016).</summary>
    Mean,

    /// <summary>The sum of squares of the given features (Mahendran and Vedaldi 2015, arXiv:1412.0035, section 3).</summary>
    Relative,
}
