namespace NetInsight;

/// <summary>
/// Mean of each window: y[n,c,i,j] = sum over the window's taps of x, divided by their number; 0 where no tap lies on the map.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">
/// Whether taps in the padding count as zeros (ONNX count_include_pad); taps beyond the padding, which ceiling mode allows, never count.
/// </param>
internal sealed partial record AveragePool(Window Window, bool CountsPadding = false) : Operator
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
