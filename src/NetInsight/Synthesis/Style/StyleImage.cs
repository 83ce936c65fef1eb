using NetInsight.Imaging;

namespace NetInsight;

/// <summary>An image whose style is taken on, and its share where several are blended.</summary>
/// <param name="Image">The image.</param>
/// <param name="Weight">Its weight; positive. Weights of several styles are divided by their sum.</param>
public sealed record StyleImage(RgbImage Image, double Weight = 1)
{
    /// <summary>The image.</summary>
    public RgbImage Image { get; init => field = Check.NotNull(value); } = Check.NotNull(Image, nameof(Image));

    /// <summary>Its weight; positive.</summary>
    public double Weight { get; init => field = Check.Positive(value); } = Check.Positive(Weight, nameof(Weight));
}
