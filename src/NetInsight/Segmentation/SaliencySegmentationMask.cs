using System.Collections.Immutable;
using NetInsight.Imaging.Codecs;
using NetInsight.Imaging.Files;
using NetInsight.Segmentation;
using NetInsight.Segmentation.Cutting;

namespace NetInsight;

/// <summary>
/// The result of <see cref="SaliencySegmentation"/>: for each pixel of an image whether it belongs to the object. Immutable.
/// </summary>
public sealed class SaliencySegmentationMask
{
    private readonly bool[] _mask;
    private readonly SaliencyEvidence _evidence;
    private readonly int _seedHeight;
    private readonly int _seedWidth;

    internal SaliencySegmentationMask(
        RgbImage image, RgbImage small, SaliencyEvidence evidence, GrabCut cut, SaliencySegmentationOptions options, string map)
    {
        (Height, Width) = (image.Height, image.Width);
        (_evidence, _seedHeight, _seedWidth) = (evidence, small.Height, small.Width);
        bool[] labels = options.LargestPartOnly
            ? ConnectedParts.Largest(cut.Labels, small.Height, small.Width)
            : cut.Labels.ToArray();
        _mask = MaskResampling.Resample(labels, small.Height, small.Width, Height, Width);
        Energies = [.. cut.Energies];
        IsConverged = cut.IsConverged || options.Iterations == 0;
        Share = (double)_mask.Count(isObject => isObject) / _mask.Length;
        Box = MaskDrawing.BoxOf(_mask, Height, Width);
        Caption = SegmentationTexts.Caption(this, small, evidence, options, map);
    }

    /// <summary>Rows of the image.</summary>
    public int Height { get; }

    /// <summary>Columns of the image.</summary>
    public int Width { get; }

    /// <summary>For each pixel, row-major from the top left, whether it belongs to the object.</summary>
    public ReadOnlySpan<bool> Pixels => _mask;

    /// <summary>Whether a pixel belongs to the object; row and column are counted from 0 at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pixel lies outside the image.</exception>
    public bool this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width);
            return _mask[row * Width + column];
        }
    }

    /// <summary>The share of the image's pixels that belong to the object, from 0 to 1.</summary>
    public double Share { get; }

    /// <summary>The smallest rectangle that contains the object, in pixels of the image; null where no pixel belongs to it.</summary>
    public PixelRectangle? Box { get; }

    /// <summary>
    /// The energy after each cut, which falls: the costs of all colours in their mixtures and of the boundary, in the units of the negative
    /// logarithm of a probability, up to a constant.
    /// </summary>
    public ImmutableArray<double> Energies { get; }

    /// <summary>Whether the last cut changed nothing, or only one was asked for.</summary>
    public bool IsConverged { get; }

    /// <summary>How the mask was found, from which map, and what was assumed.</summary>
    public string Caption { get; }

    /// <summary>
    /// Intersection over union with another mask, from 0 (nothing in common) to 1 (equal); 1 where both are empty.
    /// </summary>
    /// <param name="other">For each pixel of the image, row-major, whether it belongs to the object.</param>
    /// <exception cref="ArgumentException">There is not one entry for each pixel.</exception>
    public double IntersectionOverUnion(ReadOnlySpan<bool> other)
    {
        if (other.Length != _mask.Length)
        {
            throw new ArgumentException(
                $"The mask has {Height} x {Width} pixels (height x width), but {other.Length} entries were given.", nameof(other));
        }

        int both = 0, either = 0;
        for (int i = 0; i < _mask.Length; i++)
        {
            both += _mask[i] && other[i] ? 1 : 0;
            either += _mask[i] || other[i] ? 1 : 0;
        }

        return either == 0 ? 1 : (double)both / either;
    }

    /// <summary>The mask as values, 1 for the object and 0 for the rest, such as <see cref="PointingGame"/> takes it.</summary>
    public Heatmap ToHeatmap() =>
        new(Height, Width, [.. _mask.Select(isObject => isObject ? 1f : 0f)], Caption, Colormap.Gray, new ColorScale(0, 1));

    /// <summary>The object in white on black.</summary>
    public RgbImage ToImage() => MaskDrawing.Mask(_mask, Height, Width);

    /// <summary>The object's contour over the image: its outermost pixels, drawn inside it.</summary>
    /// <param name="image">An image of this size, such as the one that was segmented.</param>
    /// <param name="color">The contour's colour; null for magenta (255, 0, 255), which natural images hardly have.</param>
    /// <param name="thickness">The contour's width in pixels, from 1 to 64; null for a 200th of the longer side, at least 1.</param>
    /// <exception cref="ArgumentException">The image has another size, or the thickness is out of range.</exception>
    public RgbImage Over(RgbImage image, RgbColor? color = null, int? thickness = null)
    {
        CheckSize(image);
        int width = thickness ?? Math.Clamp(Math.Max(Height, Width) / 200, 1, 64);
        Imaging.Check.Within(width, 1, 64, nameof(thickness));
        return MaskDrawing.Contour(image, _mask, color ?? new RgbColor(255, 0, 255), width);
    }

    /// <summary>The object alone, over a plain ground.</summary>
    /// <param name="image">An image of this size, such as the one that was segmented.</param>
    /// <param name="ground">The colour of all other pixels; null for white.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public RgbImage CutOut(RgbImage image, RgbColor? ground = null)
    {
        CheckSize(image);
        return MaskDrawing.CutOut(image, _mask, ground ?? RgbColor.White);
    }

    /// <summary>Writes the object alone as a PNG whose other pixels are transparent; whole or not at all.</summary>
    /// <param name="image">An image of this size, such as the one that was segmented.</param>
    /// <param name="path">The file, which must end in .png.</param>
    /// <exception cref="ArgumentException">The image has another size, or the file another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCutOut(RgbImage image, string path)
    {
        CheckSize(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FileExtension.Format(path) != ImageFormat.Png)
            throw new ArgumentException($"Of the formats only PNG is written with transparency, but the file is '{path}'.", nameof(path));
        byte[] bytes = ImageEncoder.EncodePng(image, _mask);
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// The examples from which the first colours were learned, over the image in gray: of the object in red, of what is around it in blue.
    /// </summary>
    /// <param name="image">An image of this size, such as the one that was segmented.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public RgbImage SeedsOver(RgbImage image)
    {
        CheckSize(image);
        return MaskDrawing.Seeds(image, _evidence.Seeds, _seedHeight, _seedWidth);
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    private void CheckSize(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if ((image.Height, image.Width) != (Height, Width))
        {
            throw new ArgumentException(
                $"The mask is of an image of {Height} x {Width} pixels (height x width), but this one has {image.Height} x {image.Width}.",
                nameof(image));
        }
    }
}
