namespace NetInsight.Models.Architectures.Building;

/// <summary>The extents of a vision transformer.</summary>
/// <param name="Name">The architecture's name, for messages.</param>
/// <param name="Patch">Pixels along one side of a patch.</param>
/// <param name="Layers">Layers of the encoder.</param>
/// <param name="Channels">Channels of a token; the hidden layer of each MLP has four times as many.</param>
/// <param name="Heads">Heads of each self-attention.</param>
/// <param name="ShortSide">The preprocessing's short side for inputs of 224 x 224.</param>
internal sealed record VisionTransformerSize(string Name, int Patch, int Layers, int Channels, int Heads, int ShortSide)
{
    /// <summary>What layer normalisations add to the variance, in torchvision and timm.</summary>
    public const float Epsilon = 1e-6f;

    /// <summary>Rows and columns of the input where neither weights nor options say.</summary>
    public const int DefaultExtent = 224;

    /// <summary>
    /// Rows and columns of the input: those for which the weights have position embeddings, one for each patch and for the class token.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="embeddings">The name of the position embeddings there.</param>
    /// <param name="options">The caller's options.</param>
    /// <exception cref="ArgumentException">The options state another size, or one that patches do not divide.</exception>
    /// <exception cref="ModelFormatException">The position embeddings are those of no square.</exception>
    public int InputExtent(Weights weights, string embeddings, ModelOptions? options)
    {
        ImageSize? requested = options?.InputSize;
        if (TransformerLayers.ExtentOf(weights, embeddings, 1) is not { } tokens)
        {
            int extent = requested?.Height ?? DefaultExtent;
            return (requested is null || requested.Value.Width == extent) && extent % Patch == 0
                ? extent
                : throw new ArgumentException(
                    $"{Name} takes squares of a multiple of {Patch} pixels, but InputSize is {requested}.", nameof(options));
        }

        int grid = (int)Math.Round(Math.Sqrt(tokens - 1.0));
        if (grid == 0 || grid * grid + 1 != tokens)
        {
            throw new ModelFormatException(
                weights.Source,
                "",
                $"{Name} has one position embedding for each patch of a square and one for the class token, but there are {tokens}.");
        }

        int side = grid * Patch;
        return requested is null || requested == new ImageSize(side, side) ? side : throw new ArgumentException(
            $"The weights of {Name} have {tokens} position embeddings, which are those of {side} x {side} pixels, but InputSize is "
            + $"{requested}: leave it out, or interpolate the embeddings before (torchvision's interpolate_embeddings).",
            nameof(options));
    }
}
