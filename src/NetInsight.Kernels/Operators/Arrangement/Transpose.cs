using System.Collections.Immutable;

namespace NetInsight;

/// <summary>The dimensions in another order: dimension i of the result is dimension Permutation[i] of the input.</summary>
internal sealed partial record Transpose(ImmutableArray<int> Permutation) : Operator
{
    /// <summary>From plain order to channels last.</summary>
    public static Transpose ToChannelsLast(int rank) => new([0, .. Enumerable.Range(2, rank - 2), 1]);

    /// <summary>From channels last to plain order.</summary>
    public static Transpose ToPlain(int rank) => new([0, rank - 1, .. Enumerable.Range(1, rank - 2)]);

    /// <inheritdoc/>
    public override (Reach Rows, Reach Columns) ReachOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override bool IsPerPicture => Permutation[0] == 0;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int rank = inputs[0].Rank;
        if (Permutation.Length != rank || !Permutation.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw new ArgumentException($"{Name}: [{string.Join(", ", Permutation)}] does not permute the {rank} dimensions of {inputs[0]}.");
        return inputs[0].Permute(Permutation.AsSpan());
    }
}
