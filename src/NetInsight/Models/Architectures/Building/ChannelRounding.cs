namespace NetInsight.Models.Architectures.Building;

/// <summary>Numbers of channels of scaled networks, which are multiples of 8.</summary>
internal static class ChannelRounding
{
    /// <summary>
    /// The nearest multiple of a divisor, at least one, and the next one where that would lose more than 10% (Sandler et al. 2018, the
    /// published code).
    /// </summary>
    public static int ToMultiple(double channels, int divisor = 8)
    {
        int rounded = Math.Max(divisor, (int)(channels + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }
}
