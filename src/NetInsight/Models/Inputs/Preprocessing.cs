using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;
using NetInsight.Models.Inputs;

namespace NetInsight;

/// <summary>
/// How an image becomes a network's input: resized, cropped at its centre to the input's size, and each element x = (value *
/// <see cref="Scale"/> - <see cref="Mean"/>) / <see cref="Std"/>, value from 0 to 255. Two are equal where all their values are.
/// </summary>
/// <remarks>Resizing and cropping equal torchvision's Resize and CenterCrop on Pillow images, byte for byte.</remarks>
public sealed partial record Preprocessing
{
    /// <summary>
    /// The crop's share of the short side where <see cref="ShortSide"/> does not fit the network: 224 of 256, as in torchvision.
    /// </summary>
    private const double CropShare = 0.875;

    /// <summary>The largest short side.</summary>
    private const int MostSide = 32_767;

    /// <summary>The largest scale, mean and std, so that all inputs are finite.</summary>
    private const double Most = 1e9;

    /// <summary>
    /// torchvision's for ImageNet: short side 256, RGB, x / 255, mean (0.485, 0.456, 0.406), std (0.229, 0.224, 0.225).
    /// </summary>
    public static Preprocessing ImageNet { get; } = new()
    {
        ShortSide = 256,
        Scale = 1 / 255.0,
        Mean = [0.485f, 0.456f, 0.406f],
        Std = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>Caffe's for its ImageNet networks: short side 256, BGR, 0 to 255, minus (104, 117, 123).</summary>
    public static Preprocessing Caffe { get; } = new() { ShortSide = 256, Channels = ChannelOrder.Bgr, Mean = [104, 117, 123] };

    /// <summary>For CIFAR networks: short side equal to the input's, RGB, x / 255, mean and std as for <see cref="ImageNet"/>.</summary>
    public static Preprocessing Cifar { get; } = ImageNet with { ShortSide = null };

    /// <summary>Values from 0 to 1, RGB, no mean subtracted; short side equal to the input's.</summary>
    public static Preprocessing UnitRange { get; } = new() { Scale = 1 / 255.0 };

    /// <summary>The presets by name: ImageNet, Caffe, Cifar, UnitRange; case is ignored.</summary>
    public static ImmutableSortedDictionary<string, Preprocessing> Presets { get; } = ImmutableSortedDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            KeyValuePair.Create(nameof(ImageNet), ImageNet),
            KeyValuePair.Create(nameof(Caffe), Caffe),
            KeyValuePair.Create(nameof(Cifar), Cifar),
            KeyValuePair.Create(nameof(UnitRange), UnitRange),
        ]);

    /// <summary>
    /// The length in pixels to which the image's short side is resized before the crop; 1 to 32,767. The long side keeps the aspect ratio.
    /// Null, the default, makes the short side as long as the crop. Where the network's input is larger than this, or smaller than three
    /// quarters of it, the short side is the input's size divided by 0.875, as in torchvision's recipes for other sizes.
    /// <see cref="CropFraction"/> and <see cref="KeepsAspectRatio"/> come before it.
    /// </summary>
    public int? ShortSide { get; init => field = value is { } side ? Check.Within(side, 1, MostSide) : null; }

    /// <summary>
    /// The share of the resized image's short side that the input keeps, above 0 and at most 1: the image is resized so that its short side
    /// is the input's size divided by it, rounded down, whatever the input's size (timm's <c>crop_pct</c>). Null, the default, leaves it to
    /// <see cref="ShortSide"/>.
    /// </summary>
    public double? CropFraction
    {
        get;
        init => field = value is { } share ? Check.PositiveUpTo(share, 1) : null;
    }

    /// <summary>
    /// Whether the image keeps its aspect ratio when it is resized, so that what exceeds the input is cropped. False stretches it to the
    /// input's height and width (divided by <see cref="CropFraction"/>, where given), as Hugging Face's transformers does for ViT. True
    /// by default.
    /// </summary>
    public bool KeepsAspectRatio { get; init; } = true;

    /// <summary>How pixels are interpolated when the image is resized; antialiased. Bilinear by default.</summary>
    public Interpolation Interpolation { get; init => field = Check.Defined(value); } = Interpolation.Bilinear;

    /// <summary>The order of channels. RGB by default.</summary>
    public ChannelOrder Channels { get; init => field = Check.Defined(value); } = ChannelOrder.Rgb;

    /// <summary>The factor of a value of 0 to 255; 1e-9 to 1e9. 1 by default, 1/255 for inputs from 0 to 1.</summary>
    public double Scale { get; init => field = Check.Within(value, 1 / Most, Most); } = 1;

    /// <summary>
    /// What is subtracted after scaling, for each channel in <see cref="Channels"/> order, or one value for all; -1e9 to 1e9. 0 by
    /// default.
    /// </summary>
    public ImmutableArray<float> Mean { get; init => field = Checked(value, nameof(Mean), static x => Math.Abs(x) <= (float)Most); } = [0];

    /// <summary>What the difference is divided by, for each channel or one value for all; 1e-9 to 1e9. 1 by default.</summary>
    public ImmutableArray<float> Std
    {
        get;
        init => field = Checked(value, nameof(Std), static x => x is >= 1e-9f and <= (float)Most);
    } = [1];

    /// <summary>Number of channels of the input: 3, or 1 for gray.</summary>
    public int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    /// <summary>
    /// The image resized and cropped to the input's size, still pixels. Only the pixels that remain after the crop are resampled.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A side is not positive, or the image is so narrow that its longer side would exceed the largest side of an image.
    /// </exception>
    public RgbImage Fit(RgbImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        FittedRectangle fit = FitInto(image.Height, image.Width, height, width);
        PixelRectangle crop = new(fit.Top, fit.Left, height, width);
        return image.ResizeAndCrop(fit.ResizedHeight, fit.ResizedWidth, crop, Interpolation);
    }

    /// <summary>The network's input, 1 x channels x height x width.</summary>
    public Tensor Apply(RgbImage image, int height, int width) => ToTensor([Fit(image, height, width)]);

    /// <summary>Images that already have the input's size, as a batch: count x channels x height x width.</summary>
    /// <exception cref="ArgumentException">There is no image, or sizes differ.</exception>
    public Tensor ToTensor(IReadOnlyList<RgbImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException("There is no image.", nameof(images));

        RgbImage first = images[0];
        Tensor result = Tensor.Uninitialized(new Shape(images.Count, ChannelCount, first.Height, first.Width));
        int positions = first.Height * first.Width;
        byte[] bytes = new byte[positions * ChannelCount];
        for (int n = 0; n < images.Count; n++)
        {
            if (images[n].Width != first.Width || images[n].Height != first.Height)
            {
                throw new ArgumentException(
                    $"Image {n} has {images[n].Height} x {images[n].Width} pixels (height x width), but the first has "
                    + $"{first.Height} x {first.Width}.",
                    nameof(images));
            }

            images[n].CopyPixelsTo(bytes, Pixels);
            for (int c = 0; c < ChannelCount; c++)
            {
                float[] table = Table(c);
                Span<float> channel = result.AsSpan().Slice((n * ChannelCount + c) * positions, positions);
                for (int i = 0; i < positions; i++)
                    channel[i] = table[bytes[i * ChannelCount + c]];
            }
        }

        return result;
    }

    /// <summary>A colour as the network's input has it: one value for each channel.</summary>
    public ImmutableArray<float> ToInput(RgbColor color)
    {
        Tensor pixel = ToTensor([RgbImage.Solid(1, 1, color)]);
        return [.. pixel.AsSpan()];
    }

    /// <summary>The image that a network's input shows: normalisation undone, values rounded and clamped to 0 .. 255.</summary>
    /// <param name="input">A batch of inputs: count x channels x height x width.</param>
    /// <param name="index">The image's index in the batch.</param>
    /// <exception cref="ArgumentException">The tensor is no such batch, or has no such image.</exception>
    public RgbImage ToImage(Tensor input, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Rank != 4 || input.Shape[1] != ChannelCount)
        {
            throw new ArgumentException(
                $"A batch of images with {ChannelCount} channels is expected, but {input.Shape} is given.", nameof(input));
        }

        if ((uint)index >= (uint)input.Shape[0])
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The batch has {input.Shape[0]} images.");

        int height = input.Shape[2], width = input.Shape[3], positions = height * width;
        byte[] bytes = new byte[positions * ChannelCount];
        ReadOnlySpan<float> values = input.AsSpan().Slice(index * ChannelCount * positions, ChannelCount * positions);
        for (int c = 0; c < ChannelCount; c++)
        {
            for (int i = 0; i < positions; i++)
            {
                double value = Math.Round((values[c * positions + i] * Of(Std, c) + Of(Mean, c)) / Scale);
                bytes[i * ChannelCount + c] = (byte)Math.Clamp(value, 0, 255);
            }
        }

        return RgbImage.FromPixels(bytes, height, width, Pixels);
    }

    /// <summary>
    /// The input's increase in a channel, counted in <see cref="Channels"/> order, per step of a pixel's value in 0 .. 255.
    /// </summary>
    internal double StepOf(int channel) => Scale / Of(Std, channel);

    private PixelLayout Pixels => Channels switch
    {
        ChannelOrder.Gray => PixelLayout.Gray8,
        ChannelOrder.Bgr => PixelLayout.Bgr24,
        _ => PixelLayout.Rgb24,
    };

    /// <summary>The input's value for each of the 256 values of a channel.</summary>
    private float[] Table(int channel)
    {
        float[] table = new float[256];
        for (int value = 0; value < table.Length; value++)
            table[value] = ((float)(value * Scale) - Of(Mean, channel)) / Of(Std, channel);
        return table;
    }

    private static float Of(ImmutableArray<float> values, int channel) => values.Length == 1 ? values[0] : values[channel];

    private static ImmutableArray<float> Checked(ImmutableArray<float> values, string name, Func<float, bool> isAllowed)
    {
        if (values.IsDefault || values.Length is not (1 or 3) || !values.All(isAllowed))
        {
            string rule = name == nameof(Std) ? "numbers from 1e-9 to 1e9" : "numbers from -1e9 to 1e9";
            string given = values.IsDefault ? "" : string.Join(", ", values);
            throw new ArgumentException($"{name} must be 1 or 3 {rule}, but is [{given}].", name);
        }

        return values;
    }

    /// <summary>
    /// The preset's name, where it is one, and the steps:
    /// <c>ImageNet: short side 256 (bilinear), centre crop, RGB, x / 255, mean (...), std (...)</c>.
    /// </summary>
    public override string ToString()
    {
        string name = Presets.FirstOrDefault(preset => preset.Value.Equals(this)).Key is { } preset ? $"{preset}: " : "";
        string share = CropFraction is { } part ? string.Create(CultureInfo.InvariantCulture, $" / {part:G6}") : "";
        string side = !KeepsAspectRatio ? $"stretched to the input's size{share}"
            : CropFraction is not null ? $"short side the input's{share}"
            : ShortSide is { } pixels ? $"short side {pixels}" : "short side as the input's";
        string crop = KeepsAspectRatio || CropFraction is < 1 ? ", centre crop" : "";
        string scale = Scale == 1 ? "0 to 255"
            : Scale == 1 / 255.0 ? "x / 255"
            : string.Create(CultureInfo.InvariantCulture, $"x * {Scale:G6}");
        string interpolation = Interpolation.ToString().ToLowerInvariant(), channels = Channels.ToString().ToUpperInvariant();
        return $"{name}{side} ({interpolation}){crop}, {channels}, {scale}, mean {Text(Mean)}, std {Text(Std)}";

        static string Text(ImmutableArray<float> values)
        {
            string text = string.Join(", ", values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
            return values.Length == 1 ? text : $"({text})";
        }
    }

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) =>
        other is not null && ShortSide == other.ShortSide && CropFraction == other.CropFraction
        && KeepsAspectRatio == other.KeepsAspectRatio && Interpolation == other.Interpolation && Channels == other.Channels
        && Scale == other.Scale && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ShortSide, CropFraction, Interpolation, Channels, Scale, Mean[0], Std[0]);
}
