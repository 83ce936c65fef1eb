using NetInsight.Kernels.Embedding;

namespace NetInsight.Attribution.Perturbation;

/// <summary>A coarse mask before it is enlarged.</summary>
/// <param name="Shown">For each cell 1 where it is shown, else 0: [rows x columns].</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Columns">Columns of cells.</param>
/// <param name="Top">The first row of the enlarged mask that is used.</param>
/// <param name="Left">The first column that is used.</param>
internal sealed record RiseMask(float[] Shown, int Rows, int Columns, int Top, int Left)
{
    /// <summary>The side of a cell in pixels: ceil(extent / cells).</summary>
    public static int CellOf(int extent, int cells) => (extent + cells - 1) / cells;

    /// <summary>
    /// Masks without end: each cell is shown with a probability, and the mask is moved by a part of a cell that is uniform, from 0 to a
    /// cell less one pixel (Petsiuk et al. 2018, arXiv:1806.07421, mask generation).
    /// </summary>
    /// <param name="options">Cells, probability, seed.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    public static IEnumerable<RiseMask> Draw(RiseOptions options, int height, int width)
    {
        int cells = options.Cells, cellHeight = CellOf(height, cells), cellWidth = CellOf(width, cells);
        Pcg32 random = new(options.Seed);
        while (true)
        {
            float[] shown = new float[cells * cells];
            for (int i = 0; i < shown.Length; i++)
                shown[i] = random.NextUnit() < options.ShownProbability ? 1 : 0;
            int top = (int)(random.NextUnit() * cellHeight), left = (int)(random.NextUnit() * cellWidth);
            yield return new RiseMask(shown, cells, cells, top, left);
        }
    }
}
