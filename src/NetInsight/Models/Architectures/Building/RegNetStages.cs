namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// The stages of a RegNet from its parameters (Radosavovic et al. 2020, arXiv:2003.13678, section 3.3): block j has width w_0 + w_a j,
/// quantized to w_0 w_m^s with whole s and to multiples of 8; blocks of one width are a stage.
/// </summary>
/// <param name="Depth">Number of blocks.</param>
/// <param name="Initial">w_0.</param>
/// <param name="Slope">w_a.</param>
/// <param name="Multiplier">w_m.</param>
/// <param name="GroupWidth">Channels of a group of the 3 x 3 convolutions.</param>
internal sealed record RegNetStages(int Depth, int Initial, float Slope, float Multiplier, int GroupWidth)
{
    /// <summary>Width, number of blocks and channels of a group of each stage; widths are multiples of the latter.</summary>
    public List<(int Width, int Blocks, int GroupWidth)> Compute()
    {
        List<(int Width, int Blocks, int GroupWidth)> stages = [];
        int[] widths = [.. Enumerable.Range(0, Depth).Select(WidthOf)];
        for (int j = 0; j < Depth; j++)
        {
            if (j > 0 && widths[j] == widths[j - 1])
            {
                stages[^1] = stages[^1] with { Blocks = stages[^1].Blocks + 1 };
                continue;
            }

            int group = Math.Min(GroupWidth, widths[j]);
            stages.Add((ChannelRounding.ToMultiple(widths[j], group), 1, group));
        }

        return stages;
    }

    private int WidthOf(int block)
    {
        float exponent = MathF.Round(MathF.Log((block * Slope + Initial) / Initial) / MathF.Log(Multiplier));
        return (int)MathF.Round(Initial * MathF.Pow(Multiplier, exponent) / 8) * 8;
    }
}
