using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// A baseline image, given in the image's own units unless said otherwise: what replaces occluded pixels, or where the paths of
/// <see cref="IntegratedGradients"/> begin.
/// </summary>
/// <remarks>
/// A network's zero is not black: after ImageNet's preprocessing it is the data set's mean colour. Hence colours are given as pixels and
/// preprocessed like the image; <see cref="InputValue"/> is the zero baseline of Captum and others.
/// </remarks>
public abstract record Fill
{
    private protected Fill()
    {
    }

    /// <summary>The gray (128, 128, 128), as in Zeiler and Fergus 2014 (arXiv:1311.2901), section 4.2.</summary>
    public static Fill Gray { get; } = Color(RgbColor.Gray);

    /// <summary>Black.</summary>
    public static Fill Black { get; } = Color(RgbColor.Black);

    /// <summary>White.</summary>
    public static Fill White { get; } = Color(RgbColor.White);

    /// <summary>The mean colour of the image itself.</summary>
    public static Fill MeanColor { get; } = new MeanColorFill();

    /// <summary>A colour.</summary>
    public static Fill Color(RgbColor color) => new ColorFill(color);

    /// <summary>The image itself, blurred: removes detail and keeps coarse colour.</summary>
    /// <param name="sigma">The Gaussian's standard deviation, in pixels of the network's input; positive. Default 10.</param>
    public static Fill Blur(double sigma = 10) => new BlurFill(Check.Positive(sigma, nameof(sigma)));

    /// <summary>One value for all elements of the network's input, after preprocessing. 0 is Captum's default baseline.</summary>
    public static Fill InputValue(float value) => float.IsFinite(value)
        ? new InputValueFill(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The fill value must be finite, but is {value}.");

    /// <summary>The fill in words, for captions.</summary>
    public abstract string Description { get; }

    /// <summary>The wholly occluded input, 1 x channels x height x width.</summary>
    /// <param name="preprocessing">Makes an input from pixels.</param>
    /// <param name="input">The shape of the network's input.</param>
    /// <param name="image">The image at the input's size; called only by fills that depend on it.</param>
    internal abstract Tensor Render(Preprocessing preprocessing, Shape input, Func<RgbImage> image);

    private static Tensor Solid(Preprocessing preprocessing, Shape input, RgbColor color) =>
        preprocessing.ToTensor([RgbImage.Solid(input[2], input[3], color)]);

    private sealed record ColorFill(RgbColor Value) : Fill
    {
        public override string Description => $"the colour ({Value.R}, {Value.G}, {Value.B})";

        internal override Tensor Render(Preprocessing preprocessing, Shape input, Func<RgbImage> image) =>
            Solid(preprocessing, input, Value);
    }

    private sealed record MeanColorFill : Fill
    {
        public override string Description => "the image's mean colour";

        internal override Tensor Render(Preprocessing preprocessing, Shape input, Func<RgbImage> image) =>
            Solid(preprocessing, input, image().MeanColor());
    }

    private sealed record BlurFill(double Sigma) : Fill
    {
        public override string Description =>
            string.Create(CultureInfo.InvariantCulture, $"the image blurred (Gaussian, sigma {Sigma:0.##} pixels)");

        internal override Tensor Render(Preprocessing preprocessing, Shape input, Func<RgbImage> image) =>
            preprocessing.ToTensor([image().GaussianBlur(Sigma)]);
    }

    private sealed record InputValueFill(float Value) : Fill
    {
        public override string Description => string.Create(CultureInfo.InvariantCulture, $"the input value {Value:0.###}");

        internal override Tensor Render(Preprocessing preprocessing, Shape input, Func<RgbImage> image)
        {
            Tensor result = Tensor.Uninitialized(input);
            result.AsSpan().Fill(Value);
            return result;
        }
    }
}
