using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Kernels.Operators.Windows;

/// <summary>A window that moves over a map: one rule for rows, one for columns.</summary>
/// <param name="Rows">How it moves down.</param>
/// <param name="Columns">How it moves to the right.</param>
/// <param name="Ceiling">Whether the last window may be partly outside (ONNX ceil_mode).</param>
internal readonly record struct Window(WindowAxis Rows, WindowAxis Columns, bool Ceiling = false)
{
    /// <summary>A square window with the same padding on all sides.</summary>
    public static Window Square(int kernel, int stride = 1, int padding = 0, int dilation = 1, bool ceiling = false)
    {
        WindowAxis axis = new(kernel, stride, padding, padding, dilation);
        return new Window(axis, axis, ceiling);
    }

    /// <summary>Taps of one window.</summary>
    public int Taps => Rows.Kernel * Columns.Kernel;

    /// <summary>The maps that come out.</summary>
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

    /// <summary>What outputs see of maps of a plain shape.</summary>
    public (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReachOver(Shape input, string name)
    {
        FeatureMap map = FeatureMap.OfNchw(input, name);
        return (Rows.ReachOver(map.Height), Columns.ReachOver(map.Width));
    }

    /// <summary>The places of a result, of the given extents, that see any of some places of the input; the padding must be explicit.</summary>
    public Region Seeing(Region places, FeatureMap output)
    {
        (int top, int bottom) = Rows.Seeing(places.Top, places.Bottom, output.Height);
        (int left, int right) = Columns.Seeing(places.Left, places.Right, output.Width);
        return places.IsEmpty ? default : Region.Between(top, left, bottom, right);
    }

    /// <summary>The places of the input, padding included, that some places of the result see; the padding must be explicit.</summary>
    public Region SeenBy(Region places)
    {
        (int top, int height) = Rows.SeenBy(places.Top, places.Height);
        (int left, int width) = Columns.SeenBy(places.Left, places.Width);
        return new Region(top, left, height, width);
    }

    /// <summary>The same window over maps that bring their padding with them.</summary>
    public Window WithoutPadding() => new(Rows.WithoutPadding(), Columns.WithoutPadding());

    /// <summary>Whether each place of the result sees the same place of the input and no other; the padding must be explicit.</summary>
    public bool IsSingle => Rows == WindowAxis.One && Columns == WindowAxis.One;

    /// <summary>The rule with explicit padding for maps of this size.</summary>
    public Window For(FeatureMap input) => this with { Rows = Rows.For(input.Height), Columns = Columns.For(input.Width) };
}
