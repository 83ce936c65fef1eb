namespace NetInsight;

/// <summary>
/// Largest value of each window: y[n,c,i,j] = max over (u,v) of x[n,c, i*s + u*d - p, j*s + v*d - p]; padding takes no part. A window with
/// a NaN gives NaN.
/// </summary>
internal sealed partial record MaxPool(Window Window) : Operator
{
    /// <inheritdoc/>
    public override MemoryOrder Order => MemoryOrder.ChannelsLast;

    /// <inheritdoc/>
    public override (Reach Rows, Reach Columns) ReachOver(Shape input) => Window.ReachOver(input, Name);

    /// <inheritdoc/>
    public override bool IsPerPicture => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfPlain(inputs[0], Name);
        return Window.Slide(input, input.Channels, Name).ToPlain(inputs[0]);
    }
}
