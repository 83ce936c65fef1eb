namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// What outputs see along one axis of an input: output o sees the places o * Stride + Start up to but without that + Size. The places may lie
/// outside the input, in its padding.
/// </summary>
/// <param name="Size">Places seen by one output.</param>
/// <param name="Stride">Places between what neighbouring outputs see; 0 where all see the same.</param>
/// <param name="Start">Where output 0 begins to see; negative in the padding.</param>
internal readonly record struct ReceptiveFieldAxis(int Size, int Stride, int Start)
{
    /// <summary>Each output sees its own place only.</summary>
    public static ReceptiveFieldAxis One => new(1, 1, 0);

    /// <summary>Every output sees all of so many places.</summary>
    public static ReceptiveFieldAxis All(int places) => new(places, 0, 0);

    /// <summary>What outputs of a second step see through it of this step's input (Araujo et al. 2019, Computing Receptive Fields, equations 2 and 3).</summary>
    public ReceptiveFieldAxis Then(ReceptiveFieldAxis next) => checked(new ReceptiveFieldAxis(Size + (next.Size - 1) * Stride, Stride * next.Stride, Start + next.Start * Stride));
}
