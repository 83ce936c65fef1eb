using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators;

/// <summary>Permuted dimensions: dimension i of the result is dimension Permutation[i] of the input.</summary>
internal sealed partial record Transpose(EquatableArray<int> Permutation) : Operator
{
    /// <summary>From NCHW to NHWC.</summary>
    public static Transpose ToNhwc(int rank) => new([0, .. Enumerable.Range(2, rank - 2), 1]);

    /// <summary>From NHWC to NCHW.</summary>
    public static Transpose ToNchw(int rank) => new([0, rank - 1, .. Enumerable.Range(1, rank - 2)]);

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override bool IsPerImage => Permutation[0] == 0;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int rank = inputs[0].Rank;
        if (Permutation.Length != rank || !Permutation.Order().SequenceEqual(Enumerable.Range(0, rank)))
        {
            throw new ArgumentException(
                $"{Name}: [{string.Join(", ", Permutation)}] does not permute the {rank} dimensions of {inputs[0]}.");
        }

        return inputs[0].Permute(Permutation.AsSpan());
    }
}
