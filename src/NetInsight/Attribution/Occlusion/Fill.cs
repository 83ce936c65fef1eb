using System.Globalization;

namespace NetInsight;

/// <summary>What a hidden part of a picture is filled with, in the picture's own units unless said otherwise.</summary>
/// <remarks>
/// A network's zero is no black: after ImageNet's preprocessing it is the data set's mean colour. Hence colours are given as pixels and go
/// through the preprocessing like the picture; <see cref="InputValue"/> is the zero baseline of Captum and others.
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

    /// <summary>The mean colour of the picture itself.</summary>
    public static Fill MeanColor { get; } = new MeanColorFill();

    /// <summary>A colour.</summary>
    public static Fill Color(RgbColor color) => new ColorFill(color);

    /// <summary>The picture itself, blurred: hides detail and leaves coarse colour.</summary>
    /// <param name="sigma">The Gaussian's standard deviation, in pixels of the network's input; positive.</param>
    public static Fill Blur(double sigma = 10) => double.IsFinite(sigma) && sigma > 0
        ? new BlurFill(sigma)
        : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, $"sigma must be positive and finite, but is {sigma}.");

    /// <summary>One number for all channels, after preprocessing. 0 is Captum's default baseline.</summary>
    public static Fill InputValue(float value) => float.IsFinite(value)
        ? new InputValueFill(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The fill value must be finite, but is {value}.");

    /// <summary>The fill in words, for captions.</summary>
    public abstract string Description { get; }

    /// <summary>The input that the network would be given if all of the picture were hidden: 1 x channels x height x width.</summary>
    internal abstract Tensor Render(Preprocessing preprocessing, RgbImage? fitted, Tensor input);

    private static RgbImage Picture(Preprocessing preprocessing, RgbImage? fitted, Tensor input) => fitted ?? preprocessing.ToImage(input);

    private sealed record ColorFill(RgbColor Value) : Fill
    {
        public override string Description => $"the colour ({Value.R}, {Value.G}, {Value.B})";

        internal override Tensor Render(Preprocessing preprocessing, RgbImage? fitted, Tensor input) =>
            preprocessing.ToTensor([RgbImage.Solid(input.Shape[2], input.Shape[3], Value)]);
    }

    private sealed record MeanColorFill : Fill
    {
        public override string Description => "the picture's mean colour";

        internal override Tensor Render(Preprocessing preprocessing, RgbImage? fitted, Tensor input) =>
            Color(Picture(preprocessing, fitted, input).MeanColor()).Render(preprocessing, fitted, input);
    }

    private sealed record BlurFill(double Sigma) : Fill
    {
        public override string Description => string.Create(CultureInfo.InvariantCulture, $"the picture blurred (Gaussian, sigma {Sigma:0.##} pixels)");

        internal override Tensor Render(Preprocessing preprocessing, RgbImage? fitted, Tensor input) =>
            preprocessing.ToTensor([Picture(preprocessing, fitted, input).GaussianBlur(Sigma)]);
    }

    private sealed record InputValueFill(float Value) : Fill
    {
        public override string Description => string.Create(CultureInfo.InvariantCulture, $"the input value {Value:0.###}");

        internal override Tensor Render(Preprocessing preprocessing, RgbImage? fitted, Tensor input)
        {
            Tensor result = Tensor.Uninitialized(input.Shape);
            result.AsSpan().Fill(Value);
            return result;
        }
    }
}
