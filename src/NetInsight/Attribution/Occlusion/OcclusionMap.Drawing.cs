using System.Globalization;
using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Models;

namespace NetInsight;

public sealed partial class OcclusionMap
{
    /// <summary>The most probable class at each position of a window, as an array of rows x columns.</summary>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    public int[,] WinningClasses(int grid = 0)
    {
        OcclusionGrid positions = GridAt(grid);
        _ = Checked(0);
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

    private string DropCaption(int? target)
    {
        (string quantity, string unit, double whole) = (target, _score) switch
        {
            (null, _) => ($"{Target}", Target.Unit, Target.Score),
            ({ } k, ClassScore.Probability) => ($"the probability of {Name(k)}", "probability, -1 to 1", BaseProbability(k)),
            ({ } k, ClassScore.LogProbability) =>
                ($"the logarithm of the probability of {Name(k)}", "natural logarithm", Log(BaseProbability(k))),
            ({ } k, _) => ($"the logit of {Name(k)}", "logits", (double)BaseLogit(k)),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Drop of {quantity} ({Digits.Of(whole)} with nothing occluded) while a window of "
            + $"{WindowsText()} is filled with {Fill.Description}: value of the unoccluded image minus value with the window occluded, "
            + $"averaged over the windows that cover each pixel. "
            + $"Positive (red): occlusion lowers the value, the pixel is evidence for the {(target is null ? "target" : "class")}; "
            + $"negative (blue): occlusion raises it. Unit: {unit}.");
    }

    private string Name(int index) => $"'{Model.LabelOf(_labels, index)}'";

    private string ProbabilityCaption(int target, OcclusionGrid grid) => string.Create(
        CultureInfo.InvariantCulture,
        $"Probability (0 to 1) of {Name(target)} while a window of {grid.Window} pixels, one cell for each position, "
        + $"is filled with {Fill.Description}; {Digits.Of(BaseProbability(target))} with nothing occluded. "
        + $"Dark: occlusion at this position lowers the probability.{_note}");

    private string WindowsText() => string.Join("; ", Grids.Select(grid => grid.Window).Distinct()) + " pixels";
}
