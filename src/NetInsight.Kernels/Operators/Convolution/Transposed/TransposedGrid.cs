using System.Collections.Immutable;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// The positions of a transposed convolution's input and output and the taps between them, computed once per shape; always over three axes,
/// the last of extent 1 where there are fewer.
/// </summary>
internal sealed class TransposedGrid
{
    /// <summary>The floats that the GEMM's result of one band may take: about 64 MiB.</summary>
    private const int BandFloats = 1 << 24;

    private readonly TransposedTaps[] _first, _second, _third;

    /// <summary>The grid of an input with storage shape [N, positions ..., C].</summary>
    public TransposedGrid(ImmutableArray<TransposedAxis> axes, Shape stored)
    {
        Rules = new TransposedRules(RuleOf(0), RuleOf(1), RuleOf(2));
        (_first, _second, _third) = (TapsOf(Rules.First), TapsOf(Rules.Second), TapsOf(Rules.Third));

        TransposedRule RuleOf(int axis) => axis < axes.Length
            ? TransposedRule.Of(axes[axis], stored[axis + 1])
            : TransposedRule.Of(TransposedAxis.One, 1);
    }

    /// <summary>The rules of the axes.</summary>
    public TransposedRules Rules { get; }

    /// <summary>Input positions at one position of the first axis.</summary>
    public int PositionsPerRow => Rules.Second.Input * Rules.Third.Input;

    /// <summary>The taps of one output of the first axis.</summary>
    public TransposedTaps First(int output) => _first[output];

    /// <summary>The taps of one output of the second axis.</summary>
    public TransposedTaps Second(int output) => _second[output];

    /// <summary>The taps of one output of the third axis.</summary>
    public TransposedTaps Third(int output) => _third[output];

    /// <summary>Outputs of the first axis in one band, such that the GEMM's result takes about 64 MiB.</summary>
    /// <param name="channels">Output channels that are computed at a time.</param>
    public int BandRows(int channels)
    {
        TransposedRule rule = Rules.First;
        long rows = BandFloats / ProductsPerRow(channels) * rule.Stride - ((rule.Kernel - 1L) * rule.Dilation + 1);
        return (int)Math.Min(Math.Max(rows, rule.Stride), rule.Outputs);
    }

    /// <summary>Whole images in one band; 0 where one is too large and is cut into bands of rows.</summary>
    public int ImagesPerBand(int channels) => (int)Math.Min(BandFloats / (ProductsPerRow(channels) * Rules.First.Input), int.MaxValue);

    /// <summary>
    /// The input positions of the first axis on which outputs <paramref name="start"/> .. +<paramref name="count"/> of it depend.
    /// </summary>
    public (int First, int End) InputRange(int start, int count)
    {
        int first = int.MaxValue, end = 0;
        foreach (TransposedTaps taps in _first.AsSpan(start, count))
        {
            if (taps.Count == 0)
                continue;
            first = Math.Min(first, taps.Position - (taps.Count - 1) * taps.PositionStep);
            end = Math.Max(end, taps.Position + 1);
        }

        return (Math.Min(first, end), end);
    }

    /// <summary>Elements of the GEMM's result [rows x positions per row, taps x output channels].</summary>
    /// <exception cref="ResourceLimitException">They are more than one array can hold.</exception>
    public int ProductCount(int rows, int channels)
    {
        long perRow = ProductsPerRow(channels);
        return rows * perRow <= Array.MaxLength - 64
            ? (int)(rows * perRow)
            : throw new ResourceLimitException(
                $"{nameof(ConvTranspose)}: {rows:N0} rows of {perRow:N0} products are more than one array can hold.");
    }

    private long ProductsPerRow(int channels) => Math.Max((long)PositionsPerRow * Rules.TapCount * channels, 1);

    private static TransposedTaps[] TapsOf(TransposedRule rule)
    {
        TransposedTaps[] taps = new TransposedTaps[rule.Outputs];
        for (int o = 0; o < taps.Length; o++)
            taps[o] = TransposedTaps.Of(rule, o);
        return taps;
    }
}
