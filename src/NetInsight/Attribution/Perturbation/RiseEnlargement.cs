using System.Numerics;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Attribution.Perturbation;

/// <summary>Enlarges coarse masks to the input's pixels, bilinearly, so that they have no sharp edges.</summary>
/// <remarks>
/// A mask is resized to (cells + 1) times a cell's side, whatever number of rows and columns it has, and cut to the input from its own
/// corner. Pixel i of the enlarged side takes the position (i + 0.5) rows / side - 0.5, clamped to the cells.
/// </remarks>
/// <param name="cells">Cells along each side of the input.</param>
/// <param name="height">Rows of the input.</param>
/// <param name="width">Columns of the input.</param>
internal sealed class RiseEnlargement(int cells, int height, int width)
{
    /// <summary>The mask over the input's pixels, from 0 (hidden) to 1 (shown).</summary>
    /// <param name="mask">The coarse mask.</param>
    /// <param name="result">height x width elements.</param>
    public void Write(RiseMask mask, Span<float> result)
    {
        // Each row of cells over the input's columns: [mask.Rows x width].
        float[] rows = new float[mask.Rows * width];
        int side = (cells + 1) * RiseMask.CellOf(width, cells);
        for (int j = 0; j < width; j++)
        {
            (int left, int right, float weight) = BilinearMap.Sample((mask.Left + j + 0.5) * mask.Columns / side, mask.Columns);
            for (int row = 0; row < mask.Rows; row++)
            {
                float a = mask.Shown[row * mask.Columns + left], b = mask.Shown[row * mask.Columns + right];
                rows[row * width + j] = a + (b - a) * weight;
            }
        }

        // Each row of pixels between two of them.
        side = (cells + 1) * RiseMask.CellOf(height, cells);
        for (int i = 0; i < height; i++)
        {
            (int above, int below, float weight) = BilinearMap.Sample((mask.Top + i + 0.5) * mask.Rows / side, mask.Rows);
            Blend(rows.AsSpan(above * width, width), rows.AsSpan(below * width, width), weight, result.Slice(i * width, width));
        }
    }

    /// <summary>result = a + (b - a) weight, element by element: the same bits for any width of vectors.</summary>
    private static void Blend(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float weight, Span<float> result)
    {
        int i = 0;
        for (; i <= result.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> first = new(a[i..]), second = new(b[i..]);
            (first + (second - first) * weight).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
            result[i] = a[i] + (b[i] - a[i]) * weight;
    }
}
