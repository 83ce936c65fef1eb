using System.Globalization;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight;

public sealed partial class OcclusionMap
{
    /// <summary>What the picture of <see cref="ToImage"/> and <see cref="Over"/> shows: definition, sign, scale, fill and units.</summary>
    public string Caption => DropCaption(Target);

    /// <summary>The drop of the watched class as a picture of the input's size: red where hiding hurts, blue where it helps, white where it is all one.</summary>
    /// <param name="scale">The scale; null for this map's own, symmetric about 0. Share one to compare pictures.</param>
    public RgbImage ToImage(ColorScale? scale = null) => Drop().ToImage(scale: scale);

    /// <summary>The drop of the watched class over the picture, which is turned gray so that the colours speak.</summary>
    /// <param name="photo">The picture as given to <see cref="Occlusion"/>, or already of the input's size.</param>
    /// <param name="strength">How strong the colours are, from 0 (only the picture) to 1 (only the map).</param>
    /// <param name="scale">The scale; null for this map's own, symmetric about 0. Share one to compare pictures.</param>
    public RgbImage Over(RgbImage photo, double strength = 0.6, ColorScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        RgbImage fitted = photo.Width == Width && photo.Height == Height ? photo : _preprocessing.Fit(photo, Height, Width);
        return Drop().Over(fitted, strength, scale: scale, grayPhoto: true);
    }

    /// <summary>The most probable class at each position of a window, as an array of rows x columns.</summary>
    /// <param name="grid">Which of the windows, by index in <see cref="Grids"/>.</param>
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
    /// The most probable class at each position in colours: light gray where it is the class that wins with nothing hidden, and a colour of
    /// its own for every other, in the order of <see cref="RivalClasses"/>.
    /// </summary>
    /// <param name="grid">Which of the windows, by index in <see cref="Grids"/>.</param>
    /// <param name="cellSize">Pixels a side for one position; positive.</param>
    public RgbImage WinnersToImage(int grid = 0, int cellSize = 8)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellSize);
        int[,] winners = WinningClasses(grid);
        int rows = winners.GetLength(0), columns = winners.GetLength(1);
        Dictionary<int, RgbColor> colors = RivalClasses(grid).Select((rival, index) => (rival, index)).ToDictionary(pair => pair.rival, pair => RivalColor(pair.index));
        byte[] pixels = new byte[3 * rows * columns];
        for (int i = 0; i < rows * columns; i++)
        {
            RgbColor color = colors.GetValueOrDefault(winners[i / columns, i % columns], new RgbColor(225, 225, 225));
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (color.R, color.G, color.B);
        }

        return RgbImage.FromPixels(pixels, rows, columns, PixelLayout.Rgb24).Enlarge(cellSize);
    }

    /// <summary>The classes that win at some position in place of the one that wins with nothing hidden, the most frequent first.</summary>
    /// <param name="grid">Which of the windows, by index in <see cref="Grids"/>.</param>
    public IReadOnlyList<int> RivalClasses(int grid = 0)
    {
        int usual = 0;
        for (int k = 1; k < ClassCount; k++)
            usual = _logits[0, k] > _logits[0, usual] ? k : usual;
        return [.. WinningClasses(grid).Cast<int>().Where(winner => winner != usual)
            .CountBy(winner => winner).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key)];
    }

    /// <summary>The colour of the n-th rival in <see cref="WinnersToImage"/>; thirty colours, then again from the first.</summary>
    public static RgbColor RivalColor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return CategoryColors.At(index);
    }

    private string DropCaption(int target)
    {
        string quantity = Output == OcclusionOutput.Probability ? "probability" : "logit";
        float whole = Output == OcclusionOutput.Probability ? BaseProbability(target) : BaseLogit(target);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Drop of the {quantity} of '{Model.LabelOf(_labels, target)}' ({whole:0.###} with nothing hidden) while a window of {WindowsText()} is filled with "
            + $"{Fill.Description}: value of the whole picture less value with the window hidden, averaged over the windows that cover each pixel. "
            + $"Positive (red): hiding hurts, the pixel speaks for the class; negative (blue): hiding helps. "
            + $"{(Output == OcclusionOutput.Probability ? "Unit: probability, -1 to 1." : "Unit: logits.")}");
    }

    private string ProbabilityCaption(int target, OcclusionGrid grid) => string.Create(
        CultureInfo.InvariantCulture,
        $"Probability (0 to 1) of '{Model.LabelOf(_labels, target)}' while a window of {grid.Window} pixels, one cell for each position, is filled with {Fill.Description}; "
        + $"{BaseProbability(target):0.###} with nothing hidden. Dark: hiding this place hurts the class.");

    private string WindowsText() => string.Join("; ", Grids.Select(grid => grid.Window).Distinct()) + " pixels";
}
