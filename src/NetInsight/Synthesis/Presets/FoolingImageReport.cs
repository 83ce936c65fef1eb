namespace NetInsight;

/// <summary>An image that was changed until a network names another class, and how much.</summary>
public sealed class FoolingImageReport
{
    private readonly Preprocessing _preprocessing;

    internal FoolingImageReport(Preprocessing preprocessing, Tensor original, Tensor input) =>
        (_preprocessing, Original, Input) = (preprocessing, original, input);

    /// <summary>The network's input before, 1 x channels x height x width.</summary>
    public Tensor Original { get; }

    /// <summary>The network's input afterwards, not rounded to pixels.</summary>
    public Tensor Input { get; }

    /// <summary>The class that wins before.</summary>
    public required Prediction Before { get; init; }

    /// <summary>The class that wins afterwards.</summary>
    public required Prediction After { get; init; }

    /// <summary>The class that wins where the changed image is rounded to 8 bits a channel, as <see cref="ToImage"/> has it.</summary>
    public required Prediction AfterRounding { get; init; }

    /// <summary>Steps that were done.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether the computation was cancelled: then this is the image after <see cref="Steps"/> steps.</summary>
    public required bool IsCancelled { get; init; }

    /// <summary>Whether the class that was sought wins, or any other than before where none was given.</summary>
    public required bool IsFooled { get; init; }

    /// <summary>The mean change of a channel of a pixel, in steps of 255, without rounding.</summary>
    public required double MeanChange { get; init; }

    /// <summary>The largest change of a channel of a pixel, in steps of 255, without rounding.</summary>
    public required double LargestChange { get; init; }

    /// <summary>What was computed and how.</summary>
    public required string Caption { get; init; }

    /// <summary>The changed image, rounded to 8 bits a channel.</summary>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    public RgbImage ToImage() => _preprocessing.ToImage(Input);

    /// <summary>The change around mid gray, enlarged.</summary>
    /// <param name="factor">The factor; positive. Default: so that the largest change reaches black or white.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not positive.</exception>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    public RgbImage Difference(double? factor = null)
    {
        double enlarged = Imaging.Check.Positive(factor, nameof(factor)) ?? (LargestChange > 0 ? 127.5 / LargestChange : 1);
        Synthesis.Parameterizations.PixelRange range = new(_preprocessing, Input.Shape[1]);
        Tensor shown = new(Input.Shape);
        int positions = Input.Count / Input.Shape[1];
        for (int i = 0; i < Input.Count; i++)
        {
            int channel = i / positions;
            double change = ((double)Input.AsSpan()[i] - Original.AsSpan()[i]) / range.Extent(channel);
            shown.AsSpan()[i] = range.At(channel, 0.5 + enlarged * change);
        }

        return _preprocessing.ToImage(shown);
    }
}
