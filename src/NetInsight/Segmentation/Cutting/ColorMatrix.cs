namespace NetInsight.Segmentation.Cutting;

/// <summary>A symmetric matrix over red, green and blue, such as a covariance in squared levels.</summary>
internal readonly record struct ColorMatrix(
    double RedRed, double RedGreen, double RedBlue, double GreenGreen, double GreenBlue, double BlueBlue)
{
    private const int Squarings = 8;

    /// <summary>The sum of the diagonal.</summary>
    public double Trace => RedRed + GreenGreen + BlueBlue;

    /// <summary>The determinant.</summary>
    public double Determinant =>
        RedRed * (GreenGreen * BlueBlue - GreenBlue * GreenBlue)
        - RedGreen * (RedGreen * BlueBlue - GreenBlue * RedBlue)
        + RedBlue * (RedGreen * GreenBlue - GreenGreen * RedBlue);

    /// <summary>The inverse of a positive definite matrix.</summary>
    public ColorMatrix Inverse()
    {
        double scale = 1 / Determinant;
        return new ColorMatrix(
            scale * (GreenGreen * BlueBlue - GreenBlue * GreenBlue),
            scale * (RedBlue * GreenBlue - RedGreen * BlueBlue),
            scale * (RedGreen * GreenBlue - RedBlue * GreenGreen),
            scale * (RedRed * BlueBlue - RedBlue * RedBlue),
            scale * (RedGreen * RedBlue - RedRed * GreenBlue),
            scale * (RedRed * GreenGreen - RedGreen * RedGreen));
    }

    /// <summary>The matrix with a number added to its diagonal.</summary>
    public ColorMatrix PlusDiagonal(double value) =>
        this with { RedRed = RedRed + value, GreenGreen = GreenGreen + value, BlueBlue = BlueBlue + value };

    /// <summary>x' M x.</summary>
    public double Quadratic(double red, double green, double blue) =>
        RedRed * red * red + GreenGreen * green * green + BlueBlue * blue * blue
        + 2 * (RedGreen * red * green + RedBlue * red * blue + GreenBlue * green * blue);

    /// <summary>
    /// The direction of the largest eigenvalue of a covariance, of length 1, and that eigenvalue; (0, 0, 0) and 0 of a matrix of zeros. By
    /// squaring eight times, a power iteration of 256 steps.
    /// </summary>
    public (ColorVector Direction, double Value) Principal()
    {
        if (!(Trace > 0))
            return (default, 0);
        ColorMatrix power = this;
        for (int i = 0; i < Squarings; i++)
            power = power.NormalisedSquare();
        ColorVector column = power.RedRed >= power.GreenGreen && power.RedRed >= power.BlueBlue
            ? new ColorVector(power.RedRed, power.RedGreen, power.RedBlue)
            : power.GreenGreen >= power.BlueBlue ? new ColorVector(power.RedGreen, power.GreenGreen, power.GreenBlue)
            : new ColorVector(power.RedBlue, power.GreenBlue, power.BlueBlue);
        double length = Math.Sqrt(column.Dot(column.Red, column.Green, column.Blue));
        ColorVector direction = new(column.Red / length, column.Green / length, column.Blue / length);
        return (direction, Quadratic(direction.Red, direction.Green, direction.Blue));
    }

    private ColorMatrix NormalisedSquare()
    {
        double scale = 1 / (Trace * Trace);
        return new ColorMatrix(
            scale * (RedRed * RedRed + RedGreen * RedGreen + RedBlue * RedBlue),
            scale * (RedRed * RedGreen + RedGreen * GreenGreen + RedBlue * GreenBlue),
            scale * (RedRed * RedBlue + RedGreen * GreenBlue + RedBlue * BlueBlue),
            scale * (RedGreen * RedGreen + GreenGreen * GreenGreen + GreenBlue * GreenBlue),
            scale * (RedGreen * RedBlue + GreenGreen * GreenBlue + GreenBlue * BlueBlue),
            scale * (RedBlue * RedBlue + GreenBlue * GreenBlue + BlueBlue * BlueBlue));
    }
}
