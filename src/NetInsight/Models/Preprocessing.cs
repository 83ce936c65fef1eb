using System.Collections.Immutable;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// How a picture becomes a network's input: resized, cropped in the middle to the input's size, and each number
/// x = (value * <see cref="Scale"/> - <see cref="Mean"/>) / <see cref="Std"/>, value from 0 to 255. Data, not code: two are equal where their
/// values are.
/// </summary>
/// <remarks>Resizing and cropping equal torchvision's Resize and CenterCrop on Pillow pictures, byte for byte.</remarks>
public sealed partial record Preprocessing
{
    /// <summary>The largest share of the short side that a crop takes where <see cref="ShortSide"/> does not fit the network: 224 of 256.</summary>
    private const double CropShare = 0.875;

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

    /// <summary>For CIFAR networks: the picture as small as the input, RGB, x / 255, mean and std as for <see cref="ImageNet"/>.</summary>
    public static Preprocessing Cifar { get; } = ImageNet with { ShortSide = null };

    /// <summary>Numbers from 0 to 1, RGB, no mean taken off; the picture as small as the input.</summary>
    public static Preprocessing UnitRange { get; } = new() { Scale = 1 / 255.0 };

    /// <summary>The presets by name: ImageNet, Caffe, Cifar, UnitRange. Case does not count.</summary>
    public static ImmutableSortedDictionary<string, Preprocessing> Presets { get; } = ImmutableSortedDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            KeyValuePair.Create(nameof(ImageNet), ImageNet),
            KeyValuePair.Create(nameof(Caffe), Caffe),
            KeyValuePair.Create(nameof(Cifar), Cifar),
            KeyValuePair.Create(nameof(UnitRange), UnitRange),
        ]);

    /// <summary>
    /// The length in pixels to which the picture's short side is resized before the crop; the long side keeps the aspect ratio. Null makes the
    /// short side as long as the crop. Where the network's input is larger than this, or smaller than three quarters of it, the short side is
    /// the input's size divided by 0.875, as in torchvision's recipes for other sizes.
    /// </summary>
    public int? ShortSide { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(ShortSide), value, $"ShortSide must be positive, but is {value}."); }

    /// <summary>How pixels are interpolated; antialiased. Bilinear by default.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>The order of channels. RGB by default.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>What a value of 0 to 255 is multiplied by first: 1 by default, 1/255 for inputs from 0 to 1.</summary>
    public double Scale { get; init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Scale), value, $"Scale must be positive and finite, but is {value}."); } = 1;

    /// <summary>What is taken off after scaling, for each channel in <see cref="Channels"/> order, or one number for all. 0 by default.</summary>
    public ImmutableArray<float> Mean { get; init => field = Checked(value, nameof(Mean), static x => float.IsFinite(x)); } = [0];

    /// <summary>What the rest is divided by, for each channel or one number for all. 1 by default.</summary>
    public ImmutableArray<float> Std { get; init => field = Checked(value, nameof(Std), static x => float.IsFinite(x) && x > 0); } = [1];

    /// <summary>Number of channels of the input: 3, or 1 for gray.</summary>
    public int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    /// <summary>The picture as the network sees it, before it becomes numbers: resized and cropped to the input's size. Only what is kept is resampled.</summary>
    /// <exception cref="ArgumentException">A side is not positive, or the picture is so narrow that its longer side would be longer than any picture.</exception>
    public RgbImage Fit(RgbImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        FittedRectangle place = PlaceIn(image.Height, image.Width, height, width);
        return image.ResizeAndCrop(place.ResizedHeight, place.ResizedWidth, new PixelRectangle(place.Top, place.Left, height, width), Interpolation);
    }

    /// <summary>The network's input, 1 x channels x height x width.</summary>
    public Tensor Apply(RgbImage image, int height, int width) => ToTensor([Fit(image, height, width)]);

    /// <summary>Pictures that already have the input's size, as a batch: count x channels x height x width.</summary>
    /// <exception cref="ArgumentException">There is no picture, or sizes differ.</exception>
    public Tensor ToTensor(IReadOnlyList<RgbImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException("There is no picture.", nameof(images));

        RgbImage first = images[0];
        Tensor result = Tensor.Uninitialized(new Shape(images.Count, ChannelCount, first.Height, first.Width));
        int places = first.Height * first.Width;
        byte[] bytes = new byte[places * ChannelCount];
        for (int n = 0; n < images.Count; n++)
        {
            if (images[n].Width != first.Width || images[n].Height != first.Height)
                throw new ArgumentException($"Picture {n} has {images[n].Width} x {images[n].Height} pixels, the first {first.Width} x {first.Height}.", nameof(images));
            images[n].CopyPixelsTo(bytes, Channels switch { ChannelOrder.Gray => PixelLayout.Gray8, ChannelOrder.Bgr => PixelLayout.Bgr24, _ => PixelLayout.Rgb24 });
            for (int c = 0; c < ChannelCount; c++)
            {
                float[] table = Table(c);
                Span<float> channel = result.AsSpan().Slice((n * ChannelCount + c) * places, places);
                for (int place = 0; place < places; place++)
                    channel[place] = table[bytes[place * ChannelCount + c]];
            }
        }

        return result;
    }

    /// <summary>What a colour becomes: one number for each channel of the input.</summary>
    public ImmutableArray<float> ToInput(RgbColor color)
    {
        Tensor pixel = ToTensor([RgbImage.Solid(1, 1, color)]);
        return [.. pixel.AsSpan()];
    }

    /// <summary>The picture that a network's input shows: preprocessing undone, numbers rounded and cut to 0 .. 255.</summary>
    /// <param name="input">A batch of inputs: count x channels x height x width.</param>
    /// <param name="index">Which of the batch.</param>
    /// <exception cref="ArgumentException">The tensor is no such batch, or has no such picture.</exception>
    public RgbImage ToImage(Tensor input, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Rank != 4 || input.Shape[1] != ChannelCount)
            throw new ArgumentException($"Expects a batch of pictures with {ChannelCount} channels, but is given {input.Shape}.", nameof(input));
        if ((uint)index >= (uint)input.Shape[0])
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The batch has {input.Shape[0]} pictures.");

        int height = input.Shape[2], width = input.Shape[3], places = height * width;
        byte[] bytes = new byte[places * ChannelCount];
        ReadOnlySpan<float> values = input.AsSpan().Slice(index * ChannelCount * places, ChannelCount * places);
        for (int c = 0; c < ChannelCount; c++)
        {
            for (int place = 0; place < places; place++)
                bytes[place * ChannelCount + c] = (byte)Math.Clamp(Math.Round((values[c * places + place] * Of(Std, c) + Of(Mean, c)) / Scale), 0, 255);
        }

        return RgbImage.FromPixels(bytes, height, width, Channels switch { ChannelOrder.Gray => PixelLayout.Gray8, ChannelOrder.Bgr => PixelLayout.Bgr24, _ => PixelLayout.Rgb24 });
    }

    /// <summary>How much the input rises in a channel, counted in <see cref="Channels"/> order, when a pixel's value goes up by one of 0 .. 255.</summary>
    internal double StepOf(int channel) => Scale / Of(Std, channel);

    /// <summary>What each of the 256 values of a channel becomes.</summary>
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
            throw new ArgumentException($"{name} must be 1 or 3 finite numbers{(name == nameof(Std) ? " above 0" : "")}, but is [{(values.IsDefault ? "" : string.Join(", ", values))}].", name);
        return values;
    }

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) =>
        other is not null && ShortSide == other.ShortSide && Interpolation == other.Interpolation && Channels == other.Channels
        && Scale == other.Scale && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ShortSide, Interpolation, Channels, Scale, Mean[0], Std[0]);
}
