using System.Collections.Immutable;
using System.Globalization;

namespace NetInsight;

/// <summary>The result of <see cref="AverageDrop"/>. Immutable.</summary>
public sealed class AverageDropScore
{
    internal AverageDropScore(ImmutableArray<MaskedConfidence> images, AverageDropOptions options, string remarks)
    {
        Images = images;
        string what = images.Length == 1
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"of {images[0].Target}: the probability is {Digits(images[0].Probability)}, with the image masked by the map "
                + $"{Digits(images[0].MaskedProbability)}")
            : string.Create(CultureInfo.InvariantCulture, $"over {images.Length:N0} images masked by their maps");
        Caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Average drop {what}. Mask: the map from its smallest to its largest value, 0 to 1, over {options.Fill.Description}. Drop "
            + $"{Drop:0.0%} (lower is better), increase {Increase:0.0%} (higher is better).{remarks}");
    }

    /// <summary>The images, in the order given.</summary>
    public ImmutableArray<MaskedConfidence> Images { get; }

    /// <summary>The mean share of the probability that is lost, 0 to 1; lower is better.</summary>
    public double Drop => Images.Average(image => image.Drop);

    /// <summary>The share of images whose probability grows, 0 to 1; higher is better.</summary>
    public double Increase => Images.Average(image => image.IsIncrease ? 1.0 : 0.0);

    /// <summary>What was done, and the numbers.</summary>
    public string Caption { get; }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    private static string Digits(double value) => Imaging.Digits.Of(value);
}
