namespace NetInsight.Synthesis.Regularizers;

/// <summary>x (1 - rate).</summary>
internal sealed record DecayChange(double Rate) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"decay {Rate:G4}");

    /// <inheritdoc/>
    internal override bool ChangesImage => true;

    /// <inheritdoc/>
    internal override void Change(Span<float> image, int height, int width, ReadOnlySpan<float> gradient, int step)
    {
        float factor = (float)(1 - Rate);
        foreach (ref float value in image)
            value *= factor;
    }
}

/// <summary>A Gaussian blur, first along rows, then along columns.</summary>
internal sealed record BlurChange(double Sigma, int Every) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"blur of {Sigma:G4} pixels every {Every} steps");

    /// <inheritdoc/>
    internal override bool ChangesImage => true;

    /// <inheritdoc/>
    internal override void Change(Span<float> image, int height, int width, ReadOnlySpan<float> gradient, int step)
    {
        if (step % Every == 0)
            Blur(image, height, width);
    }

    /// <summary>Weights exp(-d^2 / 2 sigma^2) up to 4 sigma, normalised; edge pixels repeat.</summary>
    public void Blur(Span<float> image, int height, int width)
    {
        int radius = Math.Max((int)Math.Ceiling(4 * Sigma), 1);
        double[] weights = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-d * d / (2 * Sigma * Sigma)))];
        double total = weights.Sum();
        float[] kernel = [.. weights.Select(weight => (float)(weight / total))];
        float[] line = new float[Math.Max(height, width)];
        for (int plane = 0; plane < image.Length; plane += height * width)
        {
            for (int row = 0; row < height; row++)
                Filter(image, plane + row * width, 1, width);
            for (int column = 0; column < width; column++)
                Filter(image, plane + column, width, height);
        }

        void Filter(Span<float> values, int start, int stride, int count)
        {
            for (int i = 0; i < count; i++)
                line[i] = values[start + i * stride];
            for (int i = 0; i < count; i++)
            {
                float sum = 0;
                for (int k = -radius; k <= radius; k++)
                    sum += kernel[k + radius] * line[Math.Clamp(i + k, 0, count - 1)];
                values[start + i * stride] = sum;
            }
        }
    }
}

/// <summary>Pixels of small norm or small contribution become 0.</summary>
internal sealed record ClipChange(double Percentile, bool IsContribution) : Regularizer
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"small {(IsContribution ? "contributions" : "norms")} clipped at {Percentile:G4}%");

    /// <inheritdoc/>
    internal override bool ChangesImage => true;

    /// <inheritdoc/>
    internal override void Change(Span<float> image, int height, int width, ReadOnlySpan<float> gradient, int step)
    {
        int positions = height * width;
        double[] measure = new double[positions];
        for (int at = 0; at < image.Length; at++)
            measure[at % positions] += (double)image[at] * (IsContribution ? gradient[at] : image[at]);
        for (int position = 0; position < positions; position++)
            measure[position] = IsContribution ? Math.Abs(measure[position]) : Math.Sqrt(measure[position]);

        double[] sorted = [.. measure.Order()];
        double threshold = sorted[(int)Math.Min(Percentile / 100 * positions, positions - 1)];
        for (int at = 0; at < image.Length; at++)
        {
            if (measure[at % positions] < threshold)
                image[at] = 0;
        }
    }
}
