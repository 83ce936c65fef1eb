using NetInsight.Kernels.Embedding;

namespace NetInsight.Evaluation.Faithfulness;

/// <summary>Random subsets of the cells of a grid over an input, as positions.</summary>
internal static class CellSubsets
{
    /// <summary>The subsets of the options; each from its own stream of random numbers.</summary>
    public static IReadOnlyList<int[]> Draw(MuFidelityOptions options, int height, int width)
    {
        int rows = Math.Min(options.Grid, height), columns = Math.Min(options.Grid, width), cells = rows * columns;
        int chosen = Math.Clamp((int)Math.Round(options.SubsetShare * cells), 1, Math.Max(cells - 1, 1));
        int[][] positions = [.. Enumerable.Range(0, height * width)
            .GroupBy(i => i / width * rows / height * columns + i % width * columns / width)
            .OrderBy(cell => cell.Key)
            .Select(cell => cell.ToArray())];
        return [.. Enumerable.Range(0, options.Samples).Select(sample => Subset((ulong)sample))];

        int[] Subset(ulong sample)
        {
            Pcg32 random = new(options.Seed, sample);
            int[] order = [.. Enumerable.Range(0, cells)];
            for (int i = 0; i < chosen; i++)
            {
                int other = i + (int)(random.NextUnit() * (cells - i));
                (order[i], order[other]) = (order[other], order[i]);
            }

            return [.. order.Take(chosen).SelectMany(cell => positions[cell])];
        }
    }
}
