namespace NetInsight;

/// <summary>
/// Reads or replaces a layer's output during one call. A hook is an argument of that call only: nothing is registered, nothing must be
/// removed, and calls of other threads are not affected.
/// A hooked layer is computed and seen as the file has it: its value is kept, so nothing is fused past it in that call (a ReLU fused into
/// a convolution before it still may be), and batch slices are off.
/// </summary>
public sealed class Hook
{
    private readonly Func<Tensor, Tensor?> _function;

    private Hook(string layer, Func<Tensor, Tensor?> function)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer = layer;
        _function = function;
    }

    /// <summary>The layer's name, as <see cref="Model.Layers"/> lists it.</summary>
    public string Layer { get; }

    /// <summary>A hook that receives a copy of the layer's output (batch x channels x height x width for feature maps).</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="see">Called on the thread of the run, once for each run, before the next layer is computed.</param>
    public static Hook See(string layer, Action<Tensor> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return new Hook(layer, output =>
        {
            see(output);
            return null;
        });
    }

    /// <summary>A hook that replaces the layer's output for the rest of the network.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="replace">
    /// Receives the layer's output, which it may change and return, or returns another tensor of the same shape. Another shape makes the
    /// call throw an <see cref="ArgumentException"/>.
    /// </param>
    public static Hook Replace(string layer, Func<Tensor, Tensor> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return new Hook(layer, output =>
            replace(output) ?? throw new ArgumentException($"The hook at layer '{layer}' returned null.", nameof(replace)));
    }

    /// <summary>Applies the hook; null where the output stays.</summary>
    internal Tensor? Apply(Tensor output) => _function(output);
}
