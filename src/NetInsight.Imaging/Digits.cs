using System.Globalization;

namespace NetInsight.Imaging;

/// <summary>Numbers in captions and beside colour bars.</summary>
internal static class Digits
{
    /// <summary>
    /// A number with three decimals, or three significant digits where it is small: 0 only for 0, and 1 only for 1, so that a saturated
    /// probability is seen as such (0.9999999).
    /// </summary>
    public static string Of(double value)
    {
        double magnitude = Math.Abs(value);
        string format = magnitude == 0 || magnitude == 1 ? "0"
            : magnitude is < 0.001 or >= 1e6 ? "0.##E+0"
            : magnitude is > 0.999 and < 1 ? "0.########"
            : "0.###";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
