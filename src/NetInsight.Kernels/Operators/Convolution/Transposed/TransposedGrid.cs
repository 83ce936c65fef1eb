using System.Collections.Immutable;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>The places of a transposed convolution's maps and the taps between them, made once per shape; always of three axes, the last of one place where there are fewer.</summary>
internal sealed class TransposedGrid
{
    /// <summary>About how many floats the product of one band may take: 64 MiB.</summary>
    private const int MostSent = 1 << 24;

    private readonly TransposedTaps[] _first, _second, _third;

    /// <summary>The grid of maps stored channels last.</summary>
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

    /// <summary>Places of the input behind one place of the first axis.</summary>
    public int PlacesByRow => Rules.Second.Input * Rules.Third.Input;

    /// <summary>The taps of one output of the first axis.</summary>
    public TransposedTaps First(int output) => _first[output];

    /// <summary>The taps of one output of the second axis.</summary>
    public TransposedTaps Second(int output) => _second[output];

    /// <summary>The taps of one output of the third axis.</summary>
    public TransposedTaps Third(int output) => _third[output];

    /// <summary>How many outputs of the first axis are made at a time, so that what is sent to them stays near 64 MiB.</summary>
    /// <param name="channels">Output channels that are made at a time.</param>
    public int Band(int channels) =>
        (int)Math.Min(Math.Max(MostSent / SentByRow(channels) * Rules.First.Stride - ((Rules.First.Kernel - 1L) * Rules.First.Dilation + 1), Rules.First.Stride), Rules.First.Outputs);

    /// <summary>How many whole pictures are made at a time; 0 where one is too large and is made in bands.</summary>
    public int Pictures(int channels) => (int)Math.Min(MostSent / (SentByRow(channels) * Rules.First.Input), int.MaxValue);

    /// <summary>The places of the input's first axis that reach outputs <paramref name="start"/> .. +<paramref name="count"/> of it.</summary>
    public (int First, int End) SeenBy(int start, int count)
    {
        int first = int.MaxValue, end = 0;
        foreach (TransposedTaps taps in _first.AsSpan(start, count))
        {
            if (taps.Count == 0)
                continue;
            first = Math.Min(first, taps.Place - (taps.Count - 1) * taps.PlaceStep);
            end = Math.Max(end, taps.Place + 1);
        }

        return (Math.Min(first, end), end);
    }

    /// <summary>The numbers that so many places of the first axis send through all taps to so many output channels.</summary>
    /// <exception cref="ResourceLimitException">They are more than one array can hold.</exception>
    public int Sent(int rows, int channels)
    {
        long byRow = SentByRow(channels);
        return rows * byRow <= Array.MaxLength - 64
            ? (int)(rows * byRow)
            : throw new ResourceLimitException($"{nameof(ConvTranspose)}: {rows:N0} rows of {byRow:N0} products are more than one array can hold.");
    }

    private long SentByRow(int channels) => Math.Max((long)PlacesByRow * Rules.TapCount * channels, 1);

    private static TransposedTaps[] TapsOf(TransposedRule rule)
    {
        TransposedTaps[] taps = new TransposedTaps[rule.Outputs];
        for (int o = 0; o < taps.Length; o++)
            taps[o] = TransposedTaps.Of(rule, o);
        return taps;
    }
}
