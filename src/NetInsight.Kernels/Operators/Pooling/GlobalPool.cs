using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>What a global pool computes of all positions of a feature map.</summary>
internal enum GlobalPoolKind
{
    /// <summary>The mean.</summary>
    Average,

    /// <summary>The largest value; NaN where one is.</summary>
    Max,
}

/// <summary>The mean or the largest value of each channel over all positions: [N, C, H, W] to [N, C, 1, 1].</summary>
internal sealed partial record GlobalPool(GlobalPoolKind Kind) : Operator
{
    /// <inheritdoc/>
    public override string Name => $"Global{Kind}Pool";

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        return (input with { Height = 1, Width = 1 }).ToNchw(inputs[0]);
    }
}
