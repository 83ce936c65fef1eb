using System.Collections.Immutable;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Transformations;

/// <summary>A border.</summary>
internal sealed record PadTransformation(int Pixels) : Transformation
{
    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random) =>
        drawn.Sample(drawn.Height + 2 * Pixels, drawn.Width + 2 * Pixels, AffineMap.Shift(-Pixels, -Pixels));
}

/// <summary>A shift.</summary>
internal sealed record JitterTransformation(int Pixels, bool Wraps) : Transformation
{
    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random)
    {
        if (Wraps)
        {
            int down = Next(ref random, 2 * Pixels + 1) - Pixels, right = Next(ref random, 2 * Pixels + 1) - Pixels;
            drawn.Add(new RollStage(drawn.Channels, drawn.Height, drawn.Width, down, right));
            return;
        }

        if (Pixels >= Math.Min(drawn.Height, drawn.Width))
            throw new ArgumentException($"A jitter of {Pixels} pixels leaves nothing of an image of {drawn.Height} x {drawn.Width}.");
        int top = Next(ref random, Pixels + 1), left = Next(ref random, Pixels + 1);
        drawn.Sample(drawn.Height - Pixels, drawn.Width - Pixels, AffineMap.Shift(top, left));
    }

    private static int Next(ref Pcg32 random, int count) => (int)(random.NextUnit() * count);
}

/// <summary>An enlargement.</summary>
internal sealed record ScaleTransformation(ImmutableArray<double> Factors) : Transformation
{
    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random)
    {
        double inverse = 1 / Factors[(int)(random.NextUnit() * Factors.Length)];
        drawn.Sample(
            drawn.Height, drawn.Width, AffineMap.About((drawn.Height - 1) / 2.0, (drawn.Width - 1) / 2.0, inverse, 0, 0, inverse));
    }
}

/// <summary>A rotation.</summary>
internal sealed record RotateTransformation(ImmutableArray<double> Degrees) : Transformation
{
    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random)
    {
        (double sine, double cosine) = Math.SinCos(Degrees[(int)(random.NextUnit() * Degrees.Length)] * Math.PI / 180);

        // The image turns counterclockwise, so each position shows what lies clockwise of it; rows grow downwards.
        drawn.Sample(
            drawn.Height,
            drawn.Width,
            AffineMap.About((drawn.Height - 1) / 2.0, (drawn.Width - 1) / 2.0, cosine, sine, -sine, cosine));
    }
}

/// <summary>Boxes.</summary>
internal sealed record CropBoxesTransformation(int Count, double Least, double Most) : Transformation
{
    private const double Deviation = 0.15;

    /// <inheritdoc/>
    internal override int Copies => Count;

    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random)
    {
        double share = Least + (Most - Least) * random.NextUnit();
        double boxHeight = share * drawn.Height, boxWidth = share * drawn.Width;
        double top = Start(0.5 + Deviation * random.NextNormal(), drawn.Height, boxHeight);
        double left = Start(0.5 + Deviation * random.NextNormal(), drawn.Width, boxWidth);
        drawn.Sample(drawn.Height, drawn.Width, AffineMap.Box(top, left, boxHeight, boxWidth, drawn.Height, drawn.Width));
    }

    private static double Start(double centre, int extent, double box) => Math.Clamp(centre * extent - box / 2, 0, extent - box);
}

/// <summary>Noise.</summary>
internal sealed record NoiseTransformation(double Deviation) : Transformation
{
    /// <inheritdoc/>
    internal override void Extend(DrawnTransformation drawn, ref Pcg32 random)
    {
        int positions = drawn.Height * drawn.Width;
        float[] noise = new float[drawn.Channels * positions];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (float)(Deviation * drawn.Range.Units[i / positions] * random.NextNormal());
        drawn.Add(new NoiseStage(drawn.Height, drawn.Width, noise));
    }
}
