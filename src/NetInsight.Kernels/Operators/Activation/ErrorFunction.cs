namespace NetInsight.Kernels.Operators.Activation;

/// <summary>
/// The complementary error function in doubles, erfc(x) = 1 - erf(x), to 14 digits, by the rational approximations of Cody (1969, Rational
/// Chebyshev approximations for the error function, Mathematics of Computation 23).
/// </summary>
internal static class ErrorFunction
{
    private const double OneOverRootOfPi = 0.56418958354775628695;

    /// <summary>erfc(x): 2 at minus infinity, 1 at 0, 0 at infinity; NaN stays NaN.</summary>
    public static double Complement(double x)
    {
        double y = Math.Abs(x);
        if (y <= 0.46875)
            return 1 - x * NearZero(y * y);
        if (y > 27)
            return x > 0 ? 0 : 2;                   // below the smallest double
        double tail = Math.Exp(-y * y) * (y <= 4 ? Middle(y) : Far(y));
        return x < 0 ? 2 - tail : tail;
    }

    /// <summary>erf(x) / x by x * x.</summary>
    private static double NearZero(double s)
    {
        double n = (((1.85777706184603153E-1 * s + 3.16112374387056560) * s + 1.13864154151050156E2) * s + 3.77485237685302021E2) * s
            + 3.20937758913846947E3;
        double d = (((s + 2.36012909523441209E1) * s + 2.44024637934444173E2) * s + 1.28261652607737228E3) * s + 2.84423683343917062E3;
        return n / d;
    }

    /// <summary>erfc(y) * exp(y * y) for y from 0.46875 to 4.</summary>
    private static double Middle(double y)
    {
        double n = 2.15311535474403846E-8 * y + 5.64188496988670089E-1;
        n = ((n * y + 8.88314979438837594) * y + 6.61191906371416295E1) * y + 2.98635138197400131E2;
        n = ((n * y + 8.81952221241769090E2) * y + 1.71204761263407058E3) * y + 2.05107837782607147E3;
        double d = y + 1.57449261107098347E1;
        d = ((d * y + 1.17693950891312499E2) * y + 5.37181101862009858E2) * y + 1.62138957456669019E3;
        d = ((d * y + 3.29079923573345963E3) * y + 4.36261909014324716E3) * y + 3.43936767414372164E3;
        return (n * y + 1.23033935479799725E3) / (d * y + 1.23033935480374942E3);
    }

    /// <summary>The same for y above 4.</summary>
    private static double Far(double y)
    {
        double s = 1 / (y * y);
        double n = (((1.63153871373020978E-2 * s + 3.05326634961232344E-1) * s + 3.60344899949804439E-1) * s + 1.25781726111229246E-1) * s
            + 1.60837851487422766E-2;
        double d = (((s + 2.56852019228982242) * s + 1.87295284992346725) * s + 5.27905102951428412E-1) * s + 6.05183413124413191E-2;
        n = n * s + 6.58749161529837803E-4;
        d = d * s + 2.33520497626869185E-3;
        return (OneOverRootOfPi - s * n / d) / y;
    }
}
