using NetInsight.Models;

namespace NetInsight.Inspection.Patches;

/// <summary>One picture of which patches are cut. It is resized once, if at all, and what several channels see is cut once.</summary>
internal sealed class PatchCropper(NamedImage picture, Preprocessing preprocessing, PatchSettings settings)
{
    private static readonly RgbColor Light = new(214, 214, 214), Dark = new(186, 186, 186);

    private readonly FittedRectangle _place = preprocessing.PlaceIn(picture.Image.Height, picture.Image.Width, settings.InputHeight, settings.InputWidth);
    private readonly Dictionary<PixelRectangle, RgbImage> _cut = [];
    private RgbImage? _shown;

    /// <summary>The picture's name.</summary>
    public string Id => picture.Id;

    /// <summary>What a unit sees of the picture.</summary>
    public ActivatingPatch Cut(int channel, float score, int row, int column)
    {
        PixelRectangle seen = settings.SeenBy(row, column);
        PixelRectangle inside = seen.ClippedTo(settings.InputHeight, settings.InputWidth);
        if (!_cut.TryGetValue(seen, out RgbImage? image))
            _cut[seen] = image = Draw(Frame(seen, inside), inside);
        return new ActivatingPatch(picture.Id, channel, score, row, column, seen, _place.Map(inside, picture.Image.Height, picture.Image.Width).ClippedTo(picture.Image.Height, picture.Image.Width), image);
    }

    /// <summary>
    /// A field as large as the input is shown without padding, which would be most of the patch; one that is all padding, no larger than
    /// the input.
    /// </summary>
    private PixelRectangle Frame(PixelRectangle seen, PixelRectangle inside)
    {
        if (inside.Width == 0 || inside.Height == 0)
            return new PixelRectangle(seen.Top, seen.Left, Math.Min(seen.Height, settings.InputHeight), Math.Min(seen.Width, settings.InputWidth));
        bool isWide = seen.Width >= settings.InputWidth, isHigh = seen.Height >= settings.InputHeight;
        return new PixelRectangle(isHigh ? inside.Top : seen.Top, isWide ? inside.Left : seen.Left, isHigh ? inside.Height : seen.Height, isWide ? inside.Width : seen.Width);
    }

    private RgbImage Draw(PixelRectangle frame, PixelRectangle inside)
    {
        RgbImage shown = _shown ??= Shown();
        PixelRectangle whole = _place.Map(frame, shown.Height, shown.Width), part = _place.Map(inside, shown.Height, shown.Width).ClippedTo(shown.Height, shown.Width);
        if (part == whole)
            return shown.Crop(part.Top, part.Left, part.Height, part.Width);
        byte[] pixels = Checkered(whole.Height, whole.Width);
        for (int y = 0; y < part.Height && part.Width > 0; y++)
        {
            int target = 3 * ((part.Top - whole.Top + y) * whole.Width + part.Left - whole.Left);
            shown.Row(part.Top + y).Slice(3 * part.Left, 3 * part.Width).CopyTo(pixels.AsSpan(target));
        }

        return RgbImage.FromPixels(pixels, whole.Height, whole.Width, PixelLayout.Rgb24);
    }

    /// <summary>The picture as large as patches may be: one pixel less, because a patch covers every pixel that it touches.</summary>
    private RgbImage Shown()
    {
        double wide = Math.Min(settings.Field?.Width ?? int.MaxValue, settings.InputWidth) * (double)picture.Image.Width / _place.ResizedWidth;
        double high = Math.Min(settings.Field?.Height ?? int.MaxValue, settings.InputHeight) * (double)picture.Image.Height / _place.ResizedHeight;
        double share = (settings.PatchSize - 1) / Math.Max(wide, high);
        return share >= 1
            ? picture.Image
            : picture.Image.Resize(Math.Max(1, (int)(picture.Image.Height * share)), Math.Max(1, (int)(picture.Image.Width * share)));
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
