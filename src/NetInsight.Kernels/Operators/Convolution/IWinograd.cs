using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>The transforms of one of Winograd's minimal filterings of 3 x 3 convolutions: a tile of outputs sees a field of inputs.</summary>
internal unsafe interface IWinograd
{
    /// <summary>Channels that are transformed together; numbers of channels must be multiples of it.</summary>
    const int Lanes = 8;

    /// <summary>Rows and columns of the outputs of a tile.</summary>
    static abstract int Tile { get; }

    /// <summary>Rows and columns of what a tile sees; its square is the number of products.</summary>
    static abstract int Field { get; }

    /// <summary>G w for one column of a filter.</summary>
    static abstract void Filter(double a, double b, double c, Span<double> g);

    /// <summary>B' x B of one field, for eight channels.</summary>
    /// <param name="places">Where the channels of the field's places lie, row by row; zeros stand for a place outside the map.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="target">Where product 0 goes.</param>
    /// <param name="plane">Floats from one product to the next.</param>
    static abstract void Input(float** places, nint channel, float* target, nint plane);

    /// <summary>A' m A of one tile, for eight channels.</summary>
    /// <param name="products">Where product 0 lies.</param>
    /// <param name="plane">Floats from one product to the next.</param>
    /// <param name="target">The outputs, row by row.</param>
    static abstract void Output(float* products, nint plane, Vector256<float>* target);

    /// <summary>G w G' of one 3 x 3 filter, in doubles.</summary>
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
