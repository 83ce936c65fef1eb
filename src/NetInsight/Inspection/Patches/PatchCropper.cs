using NetInsight.Models;

namespace NetInsight.Inspection.Patches;

/// <summary>
/// Cuts patches out of one image. The image is resized once, if at all, and a rectangle that is the receptive field of units in several
/// channels is cut once.
/// </summary>
internal sealed class PatchCropper(NamedImage source, Preprocessing preprocessing, PatchSettings settings)
{
    private static readonly RgbColor Light = new(214, 214, 214), Dark = new(186, 186, 186);

    private readonly FittedRectangle _fit =
        preprocessing.FitInto(source.Image.Height, source.Image.Width, settings.InputHeight, settings.InputWidth);
    private readonly Dictionary<PixelRectangle, RgbImage> _cut = [];
    private RgbImage? _scaled;

    /// <summary>The image's name.</summary>
    public string Id => source.Id;

    /// <summary>The patch in a unit's receptive field.</summary>
    public ActivatingPatch Cut(int channel, float score, int row, int column)
    {
        (int height, int width) = (source.Image.Height, source.Image.Width);
        PixelRectangle field = settings.RectangleOf(row, column);
        PixelRectangle inside = field.ClippedTo(settings.InputHeight, settings.InputWidth);
        if (!_cut.TryGetValue(field, out RgbImage? image))
            _cut[field] = image = Draw(Frame(field, inside), inside);
        PixelRectangle original = _fit.Map(inside, height, width).ClippedTo(height, width);
        return new ActivatingPatch(source.Id, channel, score, row, column, field, original, image);
    }

    /// <summary>
    /// The rectangle that is drawn. A field as large as the input is drawn without padding, which would be most of the patch; one that is
    /// all padding no larger than the input.
    /// </summary>
    private PixelRectangle Frame(PixelRectangle field, PixelRectangle inside)
    {
        (int height, int width) = (settings.InputHeight, settings.InputWidth);
        if (inside.Width == 0 || inside.Height == 0)
            return new PixelRectangle(field.Top, field.Left, Math.Min(field.Height, height), Math.Min(field.Width, width));
        (int top, int rows) = field.Height >= height ? (inside.Top, inside.Height) : (field.Top, field.Height);
        (int left, int columns) = field.Width >= width ? (inside.Left, inside.Width) : (field.Left, field.Width);
        return new PixelRectangle(top, left, rows, columns);
    }

    private RgbImage Draw(PixelRectangle frame, PixelRectangle inside)
    {
        RgbImage scaled = _scaled ??= Scaled();
        PixelRectangle whole = _fit.Map(frame, scaled.Height, scaled.Width);
        PixelRectangle visible = _fit.Map(inside, scaled.Height, scaled.Width).ClippedTo(scaled.Height, scaled.Width);
        if (visible == whole)
            return scaled.Crop(visible.Top, visible.Left, visible.Height, visible.Width);
        byte[] pixels = Checkered(whole.Height, whole.Width);
        for (int y = 0; y < visible.Height && visible.Width > 0; y++)
        {
            int target = 3 * ((visible.Top - whole.Top + y) * whole.Width + visible.Left - whole.Left);
            scaled.Row(visible.Top + y).Slice(3 * visible.Left, 3 * visible.Width).CopyTo(pixels.AsSpan(target));
        }

        return RgbImage.FromPixels(pixels, whole.Height, whole.Width, PixelLayout.Rgb24);
    }

    /// <summary>
    /// The image at the scale at which the largest patch fits <see cref="PatchSettings.PatchSize"/> less one pixel, since a patch covers
    /// every pixel that it touches.
    /// </summary>
    private RgbImage Scaled()
    {
        RgbImage image = source.Image;
        double wide = Math.Min(settings.Field?.Width ?? int.MaxValue, settings.InputWidth) * (double)image.Width / _fit.ResizedWidth;
        double high = Math.Min(settings.Field?.Height ?? int.MaxValue, settings.InputHeight) * (double)image.Height / _fit.ResizedHeight;
        double scale = (settings.PatchSize - 1) / Math.Max(wide, high);
        return scale >= 1 ? image : image.Resize(Math.Max(1, (int)(image.Height * scale)), Math.Max(1, (int)(image.Width * scale)));
    }

    private static byte[] Checkered(int height, int width)
    {
        byte[] pixels = RgbImage.NewPixels(height, width);
        int square = Math.Max(1, Math.Max(width, height) / 16);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                pixels.AsSpan(3 * (y * width + x), 3).Fill((x / square + y / square) % 2 == 0 ? Light.R : Dark.R);
        }

        return pixels;
    }
}
