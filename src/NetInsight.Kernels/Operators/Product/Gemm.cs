namespace NetInsight.Kernels.Operators.Product;

/// <summary>
/// Matrix product, y = Alpha * A' B' + Beta * C, where A' and B' are A and B or their transposes; the layer called fully connected or
/// linear. Inputs: A [M, K], B [K, N], and C, broadcast to [M, N], which may be absent.
/// </summary>
internal sealed partial record Gemm(float Alpha = 1, float Beta = 1, bool TransposesA = false, bool TransposesB = false) : Operator
{
    /// <summary>
    /// Whether large weights that are not transposed are read where they lie and not packed: for the gradients of layers whose weights are
    /// held already. On the CPU only; the sums are the same but for the order.
    /// </summary>
    public bool ReadsInPlace { get; init; }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) => (long)Infer(inputs).Count * inputs[0][TransposesA ? 0 : 1];

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (int rows, int depth) = Dimensions(inputs[0], TransposesA);
        (int otherDepth, int columns) = Dimensions(inputs[1], TransposesB);
        if (depth != otherDepth)
            throw new ArgumentException($"{Name}: the weight expects {otherDepth} inputs, but is given {depth} ({inputs[0]}).");
        if (inputs.Length > 2 && (inputs[2].Rank > 2 || !Broadcasts(inputs[2].Expand(2), rows, columns)))
            throw new ArgumentException($"{Name}: a bias of shape {inputs[2]} does not broadcast to {rows}x{columns}.");
        return new Shape(rows, columns);
    }

    private (int Rows, int Columns) Dimensions(Shape shape, bool transposed) => shape.Rank != 2
        ? throw new ArgumentException($"{Name}: expects matrices, but is given {shape}.")
        : transposed ? (shape[1], shape[0]) : (shape[0], shape[1]);

    private static bool Broadcasts(Shape bias, int rows, int columns) =>
        (bias[0] == 1 || bias[0] == rows) && (bias[1] == 1 || bias[1] == columns);
}
