namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>An element-wise operation on two tensors, broadcast as in NumPy: dimensions of 1 repeat, missing outer ones are 1.</summary>
internal sealed partial record Arithmetic<TOperation> : Operator where TOperation : struct, IArithmetic
{
    /// <inheritdoc/>
    public override string Name => TOperation.Name;

    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Broadcast(inputs[0], inputs[1]);

    private Shape Broadcast(Shape left, Shape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        Shape a = left.Expand(rank), b = right.Expand(rank);
        int[] result = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            result[axis] = a[axis] == b[axis] || b[axis] == 1 ? a[axis]
                : a[axis] == 1 ? b[axis]
                : throw new ArgumentException(
                    $"{Name}: shapes {left} and {right} do not broadcast: dimension {axis} is {a[axis]} and {b[axis]}.");
        }

        return new Shape(result);
    }
}
