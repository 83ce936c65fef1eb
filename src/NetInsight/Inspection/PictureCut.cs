namespace NetInsight;

/// <summary>One picture of which patches are cut. It is resized once, if at all, and what several channels see is cut once.</summary>
internal sealed class PictureCut(NamedImage picture, Preprocessing preprocessing, PatchSettings settings)
{
    private static readonly RgbColor Light = new(214, 214, 214), Dark = new(186, 186, 186);

    private readonly FittedPlace _place = preprocessing.PlaceIn(picture.Image.Width, picture.Image.Height, settings.InputHeight, settings.InputWidth);
    private readonly Dictionary<PixelRectangle, RgbImage> _cut = [];
    private RgbImage? _shown;

    /// <summary>The picture's name.</summary>
    public string Id => picture.Id;

    /// <summary>What a unit sees of the picture.</summary>
    public ActivatingPatch Cut(int channel, float score, int row, int column)
    {
        PixelRectangle seen = settings.SeenBy(row, column);
        PixelRectangle inside = seen.ClippedTo(settings.InputWidth, settings.InputHeight);
        if (!_cut.TryGetValue(seen, out RgbImage? image))
            _cut[seen] = image = Draw(Frame(seen, inside), inside);
        return new ActivatingPatch(picture.Id, channel, score, row, column, seen, _place.Map(inside, picture.Image.Width, picture.Image.Height).ClippedTo(picture.Image.Width, picture.Image.Height), image);
    }

    /// <summary>A field as large as the input is shown without padding, which would be most of the patch; one that is all padding, no larger than the input.</summary>
    private PixelRectangle Frame(PixelRectangle seen, PixelRectangle inside)
    {
        if (inside.Width == 0 || inside.Height == 0)
            return new PixelRectangle(seen.X, seen.Y, Math.Min(seen.Width, settings.InputWidth), Math.Min(seen.Height, settings.InputHeight));
        bool isWide = seen.Width >= settings.InputWidth, isHigh = seen.Height >= settings.InputHeight;
        return new PixelRectangle(isWide ? inside.X : seen.X, isHigh ? inside.Y : seen.Y, isWide ? inside.Width : seen.Width, isHigh ? inside.Height : seen.Height);
    }

    private RgbImage Draw(PixelRectangle frame, PixelRectangle inside)
    {
        RgbImage shown = _shown ??= Shown();
        PixelRectangle whole = _place.Map(frame, shown.Width, shown.Height), part = _place.Map(inside, shown.Width, shown.Height).ClippedTo(shown.Width, shown.Height);
        if (part == whole)
            return shown.Crop(part.X, part.Y, part.Width, part.Height);
        byte[] pixels = Checkered(whole.Width, whole.Height);
        for (int y = 0; y < part.Height && part.Width > 0; y++)
        {
            int target = 3 * ((part.Y - whole.Y + y) * whole.Width + part.X - whole.X);
            shown.Row(part.Y + y).Slice(3 * part.X, 3 * part.Width).CopyTo(pixels.AsSpan(target));
        }

        return RgbImage.FromPixels(pixels, whole.Width, whole.Height, PixelLayout.Rgb24);
    }

    /// <summary>The picture as large as patches may be: one pixel less, because a patch covers every pixel that it touches.</summary>
    private RgbImage Shown()
    {
        double wide = Math.Min(settings.Field?.Width ?? int.MaxValue, settings.InputWidth) * (double)picture.Image.Width / _place.ResizedWidth;
        double high = Math.Min(settings.Field?.Height ?? int.MaxValue, settings.InputHeight) * (double)picture.Image.Height / _place.ResizedHeight;
        double share = (settings.PatchSize - 1) / Math.Max(wide, high);
        return share >= 1
            ? picture.Image
            : picture.Image.Resize(Math.Max(1, (int)(picture.Image.Width * share)), Math.Max(1, (int)(picture.Image.Height * share)));
    }

    private static byte[] Checkered(int width, int height)
    {
        byte[] pixels = RgbImage.NewPixels(width, height);
        int square = Math.Max(1, Math.Max(width, height) / 16);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                pixels.AsSpan(3 * (y * width + x), 3).Fill((x / square + y / square) % 2 == 0 ? Light.R : Dark.R);
        }

        return pixels;
    }
}
