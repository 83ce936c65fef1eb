namespace NetInsight;

/// <summary>
/// The Gram matrix of a feature map, which says what texture it shows: how often two channels respond together, wherever that is (Gatys et
/// al. 2015, arXiv:1505.07376).
/// </summary>
public static class GramMatrix
{
    /// <summary>G = F F' / (C H W) of one image's feature map, F as C x (H W); sums in doubles.</summary>
    /// <param name="features">The feature map, 1 x C x H x W (or C x H x W).</param>
    /// <returns>C x C, symmetric; in the square of the feature map's units.</returns>
    /// <exception cref="ArgumentException">The tensor is no feature map of one image, or has no elements.</exception>
    public static Tensor Of(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Shape shape = features.Shape;
        if (shape.Rank is not (3 or 4) || (shape.Rank == 4 && shape[0] != 1) || shape.Count == 0)
            throw new ArgumentException($"A feature map 1 x C x H x W is expected, but {shape} is given.", nameof(features));
        int channels = shape[shape.Rank - 3], positions = features.Count / channels;
        Tensor gram = new(new Shape(channels, channels));
        for (int a = 0; a < channels; a++)
        {
            ReadOnlySpan<float> first = features.AsSpan().Slice(a * positions, positions);
            for (int b = 0; b <= a; b++)
            {
                ReadOnlySpan<float> second = features.AsSpan().Slice(b * positions, positions);
                double sum = 0;
                for (int i = 0; i < positions; i++)
                    sum += (double)first[i] * second[i];
                gram[a, b] = gram[b, a] = (float)(sum / features.Count);
            }
        }

        return gram;
    }
}
