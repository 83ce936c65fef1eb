namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// One Gaussian of a mixture. The cost of a colour z is Rother's, equation 9:
/// <code>D(z) = -log weight + 1/2 log det S + 1/2 (z - mean)' S^-1 (z - mean)</code>
/// for a colour that is only known up to noise of variance v, of which the mean cost is taken: 1/2 v trace(S^-1) is added.
/// </summary>
/// <remarks>
/// Of all means and covariances, those of the colours with v added to the diagonal minimise the sum of these costs. Components of one
/// colour are thus no special case, and learning never raises the energy.
/// </remarks>
internal readonly struct ColorComponent
{
    /// <summary>The variance of the noise of a level, in squared levels: of the sensor, and of rounding by camera and codec.</summary>
    public const double Noise = 1;

    private readonly ColorVector _mean;
    private readonly ColorMatrix _inverse;
    private readonly double _constant;

    /// <summary>The Gaussian of some colours.</summary>
    /// <param name="colors">The colours; at least one.</param>
    /// <param name="all">The number of colours of the whole mixture.</param>
    public ColorComponent(in ColorSums colors, long all)
    {
        ColorMatrix covariance = colors.Covariance.PlusDiagonal(Noise);
        (_mean, _inverse) = (colors.Mean, covariance.Inverse());
        _constant = -Math.Log(colors.Count / (double)all) + 0.5 * Math.Log(covariance.Determinant) + 0.5 * Noise * _inverse.Trace;
    }

    /// <summary>The cost of a colour.</summary>
    public double CostOf(int red, int green, int blue) =>
        _constant + 0.5 * _inverse.Quadratic(red - _mean.Red, green - _mean.Green, blue - _mean.Blue);
}
