using System.Globalization;
using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class OcclusionMap
{
    /// <summary>
    /// What <see cref="ToImage"/> and <see cref="Over"/> show: definition, sign, scale, fill and units; and whether the preprocessing was a
    /// guess.
    /// </summary>
    public string Caption => Drop().Caption;

    /// <summary>
    /// The drop of the explained class at the input's size: red where occlusion lowers it, blue where it raises it, white at 0.
    /// </summary>
    /// <param name="scale">The scale; null for this map's own, symmetric about 0. Share one to compare figures.</param>
    public RgbImage ToImage(ColorScale? scale = null) => Drop().ToImage(scale: scale);

    /// <summary>
    /// The drop of the explained class over the image, which is drawn in gray: over the pixels that the network saw of the original image,
    /// at its own size, the others dimmed; or over the network's input.
    /// </summary>
    /// <param name="image">
    /// The image as given to <see cref="Occlusion"/>, or one of the input's size (<see cref="Model.Fit"/>). Where a tensor was given, any
    /// image: it is fitted to the input's size.
    /// </param>
    /// <param name="strength">The opacity of the colours, from 0 (only the image) to 1 (only the map).</param>
    /// <param name="scale">The scale; null for this map's own, symmetric about 0. Share one to compare figures.</param>
    /// <param name="dimOutside">Whether pixels that the network did not see are drawn half as bright. Default true.</param>
    /// <exception cref="ArgumentException">The image has neither the original's size nor the input's.</exception>
    public RgbImage Over(RgbImage image, double strength = 0.6, ColorScale? scale = null, bool dimOutside = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        bool isFitted = _origin is not null || (image.Width == Width && image.Height == Height);
        RgbImage photo = isFitted ? image : _preprocessing.Fit(image, Height, Width);
        return Drop().Over(photo, strength, scale: scale, grayPhoto: true, dimOutside: dimOutside);
    }

    /// <summary>The most probable class at each position of a window, as an array of rows x columns.</summary>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    public int[,] WinningClasses(int grid = 0)
    {
        OcclusionGrid positions = GridAt(grid);
        int[,] winners = new int[positions.Rows, positions.Columns];
        for (int row = 0; row < positions.Rows; row++)
        {
            for (int column = 0; column < positions.Columns; column++)
                winners[row, column] = positions.WinningClass(row, column);
        }

        return winners;
    }

    /// <summary>
    /// The most probable class at each position in colours: light gray where it is the most probable one of the unoccluded image, and one
    /// colour for every other, in the order of <see cref="RivalClasses"/>.
    /// </summary>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    /// <param name="cellSize">Pixels per side of one position's square; positive.</param>
    public RgbImage WinnersToImage(int grid = 0, int cellSize = 8)
    {
        Check.Positive(cellSize, nameof(cellSize));
        int[,] winners = WinningClasses(grid);
        int rows = winners.GetLength(0), columns = winners.GetLength(1);
        Dictionary<int, RgbColor> colors = RivalClasses(grid).Select((rival, index) => (rival, index))
            .ToDictionary(pair => pair.rival, pair => RivalColor(pair.index));
        byte[] pixels = new byte[3 * rows * columns];
        for (int i = 0; i < rows * columns; i++)
        {
            RgbColor color = colors.GetValueOrDefault(winners[i / columns, i % columns], new RgbColor(225, 225, 225));
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (color.R, color.G, color.B);
        }

        return RgbImage.FromPixels(pixels, rows, columns, PixelLayout.Rgb24).Enlarge(cellSize);
    }

    /// <summary>
    /// The classes that are most probable at some position, other than that of the unoccluded image; the most frequent first.
    /// </summary>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    public IReadOnlyList<int> RivalClasses(int grid = 0)
    {
        int original = TopClass.Of(_logits.AsSpan());
        return [.. WinningClasses(grid).Cast<int>().Where(winner => winner != original)
            .CountBy(winner => winner).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key)];
    }

    /// <summary>The colour of the n-th rival in <see cref="WinnersToImage"/>; thirty colours, repeated.</summary>
    public static RgbColor RivalColor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return CategoryColors.At(index);
    }

    private string DropCaption(int target)
    {
        (string quantity, string unit, double whole) = Output switch
        {
            OcclusionOutput.Probability => ("probability", "probability, -1 to 1", BaseProbability(target)),
            OcclusionOutput.LogProbability => ("logarithm of the probability", "natural logarithm", Log(BaseProbability(target))),
            _ => ("logit", "logits", (double)BaseLogit(target)),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Drop of the {quantity} of '{Model.LabelOf(_labels, target)}' ({Digits.Of(whole)} with nothing occluded) while a window of "
            + $"{WindowsText()} is filled with {Fill.Description}: value of the unoccluded image minus value with the window occluded, "
            + $"averaged over the windows that cover each pixel. "
            + $"Positive (red): occlusion lowers the value, the pixel is evidence for the class; negative (blue): occlusion raises it. "
            + $"Unit: {unit}.");
    }

    private string ProbabilityCaption(int target, OcclusionGrid grid) => string.Create(
        CultureInfo.InvariantCulture,
        $"Probability (0 to 1) of '{Model.LabelOf(_labels, target)}' while a window of {grid.Window} pixels, one cell for each position, "
        + $"is filled with {Fill.Description}; {Digits.Of(BaseProbability(target))} with nothing occluded. "
        + $"Dark: occlusion at this position lowers the probability.{_note}");

    private string WindowsText() => string.Join("; ", Grids.Select(grid => grid.Window).Distinct()) + " pixels";
}
