namespace NetInsight;

/// <summary>By what <see cref="WeightRandomization"/> replaces weights.</summary>
public enum WeightReinitialization
{
    /// <summary>
    /// Matrices and kernels: normal values with the tensor's own mean and standard deviation, since a file does not state how the network
    /// was initialised. Vectors (biases, scales and statistics of normalisations): their own elements, shuffled, so that variances stay
    /// positive.
    /// </summary>
    Normal,

    /// <summary>Every tensor's own elements, shuffled.</summary>
    Shuffled,
}
