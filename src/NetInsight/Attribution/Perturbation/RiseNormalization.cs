namespace NetInsight;

/// <summary>By what <see cref="Rise"/> divides the sum of scores times masks.</summary>
public enum RiseNormalization
{
    /// <summary>
    /// By the number of masks times the probability that a cell is shown: S(i) = sum over n of f_n M_n(i) / (N p) (Petsiuk et al. 2018,
    /// arXiv:1806.07421, equation 6). How often chance showed the pixel enters in proportion to the mean score, so that values of a
    /// probability may exceed 1: with 400 masks that was most of what a map of GoogLeNet showed.
    /// </summary>
    Published,

    /// <summary>
    /// By the pixel's own sum of masks: S(i) = sum over n of f_n M_n(i) / sum over n of M_n(i), the mean score of the images that show the
    /// pixel. That a pixel was shown more often than others by chance does not raise its value; with few masks there is less noise.
    /// </summary>
    SumOfMasks,
}
