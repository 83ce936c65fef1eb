namespace NetInsight.Gallery;

/// <summary>The part of a photograph that a network gets, in more or fewer pixels than the network gets, for display.</summary>
internal static class FinerImage
{
    /// <summary>The same part of the photograph with a height near the requested one.</summary>
    public static RgbImage Of(Model model, RgbImage photo, int height)
    {
        RgbImage fitted = model.Fit(photo);
        int factor = Math.Max(1, (int)Math.Round((double)height / fitted.Height));
        Preprocessing finer = model.Preprocessing with { ShortSide = model.Preprocessing.ShortSide * factor };
        RgbImage shown = factor == 1 ? fitted : finer.Fit(photo, fitted.Height * factor, fitted.Width * factor);
        return shown.Height <= 2 * height ? shown : shown.Resize(height, Math.Max(1, shown.Width * height / shown.Height));
    }
}
