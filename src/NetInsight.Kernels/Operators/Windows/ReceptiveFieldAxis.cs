namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// The receptive field along one axis: output o depends on the input positions [o * Stride + Start, o * Stride + Start + Size). Positions
/// may lie outside the input, in its padding.
/// </summary>
/// <param name="Size">Positions that one output depends on.</param>
/// <param name="Stride">Offset between the receptive fields of neighbouring outputs; 0 where all outputs have the same one.</param>
/// <param name="Start">First position of output 0; negative in the padding.</param>
internal readonly record struct ReceptiveFieldAxis(int Size, int Stride, int Start)
{
    /// <summary>Each output depends on the input at its own position only.</summary>
    public static ReceptiveFieldAxis One => new(1, 1, 0);

    /// <summary>Every output depends on all <paramref name="positions"/>.</summary>
    public static ReceptiveFieldAxis All(int positions) => new(positions, 0, 0);

    /// <summary>
    /// The receptive field, over this operator's input, of an operator that follows (Araujo et al. 2019, Computing Receptive Fields of
    /// Convolutional Neural Networks, equations 2 and 3).
    /// </summary>
    public ReceptiveFieldAxis Then(ReceptiveFieldAxis next) =>
        checked(new ReceptiveFieldAxis(Size + (next.Size - 1) * Stride, Stride * next.Stride, Start + next.Start * Stride));
}
