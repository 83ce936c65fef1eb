namespace NetInsight.Synthesis.Regularizers;

/// <summary>Weight times the sum of abs(x)^alpha.</summary>
internal sealed record AlphaNormPenalty(double Weight, double Alpha) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Weight:G4} x sum of abs(x)^{Alpha:G4}");

    /// <inheritdoc/>
    internal override double Penalty(ReadOnlySpan<float> image, int height, int width, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double x = image[i], magnitude = Math.Abs(x);
            if (Alpha == 2)
            {
                sum += x * x;
                gradient[i] += (float)(2 * Weight * x);
                continue;
            }

            sum += Math.Pow(magnitude, Alpha);
            gradient[i] += (float)(Weight * Alpha * Math.Pow(magnitude, Alpha - 1) * Math.Sign(x));
        }

        return Weight * sum;
    }
}

/// <summary>Weight times the sum of (dx^2 + dy^2)^(beta / 2).</summary>
internal sealed record TotalVariationPenalty(double Weight, double Beta) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Weight:G4} x total variation (beta {Beta:G4})");

    /// <inheritdoc/>
    internal override double Penalty(ReadOnlySpan<float> image, int height, int width, Span<float> gradient)
    {
        double sum = 0;
        for (int plane = 0; plane < image.Length; plane += height * width)
        {
            for (int row = 0; row + 1 < height; row++)
            {
                for (int column = 0; column + 1 < width; column++)
                {
                    int at = plane + row * width + column;
                    double right = (double)image[at + 1] - image[at], down = (double)image[at + width] - image[at];
                    double squares = right * right + down * down;
                    if (squares == 0)
                        continue;
                    sum += Beta == 2 ? squares : Math.Pow(squares, Beta / 2);
                    double factor = Weight * (Beta == 2 ? 2 : Beta * Math.Pow(squares, Beta / 2 - 1));
                    gradient[at] -= (float)(factor * (right + down));
                    gradient[at + 1] += (float)(factor * right);
                    gradient[at + width] += (float)(factor * down);
                }
            }
        }

        return Weight * sum;
    }
}

/// <summary>Weight times the sum of squares or magnitudes of all differences of neighbours.</summary>
internal sealed record NeighborPenalty(double Weight, bool IsSquared) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Weight:G4} x {(IsSquared ? "squared" : "absolute")} differences of neighbours");

    /// <inheritdoc/>
    internal override double Penalty(ReadOnlySpan<float> image, int height, int width, Span<float> gradient)
    {
        double sum = 0;
        for (int at = 0; at < image.Length; at++)
        {
            int row = at / width % height, column = at % width;
            if (column + 1 < width)
                sum += Add(image, at, at + 1, gradient);
            if (row + 1 < height)
                sum += Add(image, at, at + width, gradient);
        }

        return Weight * sum;
    }

    private double Add(ReadOnlySpan<float> image, int first, int second, Span<float> gradient)
    {
        double difference = (double)image[second] - image[first];
        double slope = Weight * (IsSquared ? 2 * difference : Math.Sign(difference));
        gradient[first] -= (float)slope;
        gradient[second] += (float)slope;
        return IsSquared ? difference * difference : Math.Abs(difference);
    }
}
