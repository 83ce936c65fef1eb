namespace NetInsight.Kernels.Operators.Windows;

/// <summary>A window that slides over feature maps: one rule for rows, one for columns.</summary>
/// <param name="Rows">How it moves down.</param>
/// <param name="Columns">How it moves to the right.</param>
/// <param name="Ceiling">
/// Whether the number of outputs is rounded up, so that the last window may extend beyond the padding (ONNX ceil_mode).
/// </param>
internal readonly record struct Window(WindowAxis Rows, WindowAxis Columns, bool Ceiling = false)
{
    /// <summary>A square window with the same padding on all sides.</summary>
    public static Window Square(int kernel, int stride = 1, int padding = 0, int dilation = 1, bool ceiling = false)
    {
        WindowAxis axis = new(kernel, stride, padding, padding, dilation);
        return new Window(axis, axis, ceiling);
    }

    /// <summary>Taps of one window: kernel height x kernel width.</summary>
    public int Taps => Rows.Kernel * Columns.Kernel;

    /// <summary>The extents of the output.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    public FeatureMap Slide(FeatureMap input, int channels, string name)
    {
        try
        {
            return new FeatureMap(input.Batch, Rows.Outputs(input.Height, Ceiling), Columns.Outputs(input.Width, Ceiling), channels);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{name}: {e.Message} (input {input.Height} x {input.Width}).", e);
        }
    }

    /// <summary>The receptive field of outputs over an input of this logical shape.</summary>
    public (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input, string name)
    {
        FeatureMap map = FeatureMap.OfNchw(input, name);
        return (Rows.ReceptiveFieldOver(map.Height), Columns.ReceptiveFieldOver(map.Width));
    }

    /// <summary>The same window over inputs that hold their padding as elements.</summary>
    public Window WithoutPadding() => new(Rows.WithoutPadding(), Columns.WithoutPadding());

    /// <summary>Whether each output depends on the input at its own position only; the padding must be explicit.</summary>
    public bool IsPointwise => Rows == WindowAxis.One && Columns == WindowAxis.One;

    /// <summary>The window with explicit padding for an input of these extents.</summary>
    public Window For(FeatureMap input) => this with { Rows = Rows.For(input.Height), Columns = Columns.For(input.Width) };
}
