namespace NetInsight.Imaging.Resampling;

/// <summary>Resampling kernel: the weight of an input pixel by its distance in output pixels, zero from <c>Support</c> on.</summary>
internal readonly record struct ResampleKernel(double Support, Func<double, double> Weight)
{
    /// <summary>The kernel of an antialiased interpolation (all but nearest).</summary>
    public static ResampleKernel For(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => new(1, Triangle),
        Interpolation.Bicubic => new(2, Cubic),
        Interpolation.Lanczos => new(3, Lanczos),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Unknown interpolation."),
    };

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    /// <summary>Cubic convolution (Keys 1981) with a = -0.5.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((A + 2) * x - (A + 3)) * x * x + 1,
            < 2 => (((x - 5) * x + 8) * x - 4) * A,
            _ => 0,
        };
    }

    private static double Lanczos(double x) => Math.Abs(x) < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
