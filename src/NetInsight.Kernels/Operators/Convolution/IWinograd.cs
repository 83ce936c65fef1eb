using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>The transforms of one of Winograd's minimal filtering algorithms F(m x m, 3 x 3) (Lavin and Gray 2015, arXiv:1509.09308): a
/// tile of m x m outputs depends on a field of (m + 2) x (m + 2) inputs, and takes as many products for each pair of channels.</summary>
internal unsafe interface IWinograd
{
    /// <summary>Channels that are transformed together, one a lane; the channels of a convolution must be a multiple of it.</summary>
    const int Lanes = 8;

    /// <summary>Rows (and columns) of a tile, m.</summary>
    static abstract int Tile { get; }

    /// <summary>Rows (and columns) of a field, m + 2; its square is the number of products.</summary>
    static abstract int Field { get; }

    /// <summary>G g for one column (g0, g1, g2) of a filter, [Field].</summary>
    static abstract void Filter(double g0, double g1, double g2, Span<double> target);

    /// <summary>The input transform B' d B of one field, for eight channels.</summary>
    /// <param name="positions">
    /// The addresses of the channels of each position of the field, row by row; of zeros for positions in the padding.
    /// </param>
    /// <param name="channel">The first channel.</param>
    /// <param name="target">Where element 0 of the transformed field goes.</param>
    /// <param name="plane">Floats from one element to the next.</param>
    static abstract void Input(float** positions, nint channel, float* target, nint plane);

    /// <summary>The output transform A' m A of one tile, for eight channels.</summary>
    /// <param name="products">Product 0, eight channels.</param>
    /// <param name="plane">Floats from one product to the next.</param>
    /// <param name="target">The outputs, [Tile, Tile], eight channels each.</param>
    static abstract void Output(float* products, nint plane, Vector256<float>* target);

    /// <summary>The filter transform G g G' of one 3 x 3 filter, computed in doubles, [Field, Field].</summary>
    static void Filter<TForm>(ReadOnlySpan<float> weight, Span<float> target) where TForm : IWinograd
    {
        Span<double> half = stackalloc double[TForm.Field * 3], column = stackalloc double[TForm.Field];
        for (int j = 0; j < 3; j++)
        {
            TForm.Filter(weight[j], weight[3 + j], weight[6 + j], column);
            for (int i = 0; i < TForm.Field; i++)
                half[i * 3 + j] = column[i];
        }

        for (int i = 0; i < TForm.Field; i++)
        {
            TForm.Filter(half[i * 3], half[i * 3 + 1], half[i * 3 + 2], column);
            for (int j = 0; j < TForm.Field; j++)
                target[i * TForm.Field + j] = (float)column[j];
        }
    }
}
