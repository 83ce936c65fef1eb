namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>
/// y = condition != 0 ? a : b, element by element. The three inputs (condition, a, b) broadcast against each other as in NumPy: dimensions
/// of 1 repeat, missing outer ones are 1. A NaN as condition counts as true; values that are not chosen leave no trace.
/// </summary>
internal sealed partial record Where : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override bool IsPointwise => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != 3)
            throw new ArgumentException($"{Name}: expects a condition and two values, but is given {inputs.Length} inputs.");
        int[] result = new int[Math.Max(Math.Max(inputs[0].Rank, inputs[1].Rank), inputs[2].Rank)];
        result.AsSpan().Fill(1);
        foreach (Shape input in inputs)
        {
            Shape expanded = input.Expand(result.Length);
            for (int axis = 0; axis < result.Length; axis++)
            {
                if (expanded[axis] != 1 && result[axis] != 1 && expanded[axis] != result[axis])
                {
                    string rule = $"dimension {axis} is {result[axis]} and {expanded[axis]}";
                    throw new ArgumentException($"{Name}: shapes {inputs[0]}, {inputs[1]} and {inputs[2]} do not broadcast: {rule}.");
                }

                result[axis] = expanded[axis] == 1 ? result[axis] : expanded[axis];
            }
        }

        return new Shape(result);
    }
}
