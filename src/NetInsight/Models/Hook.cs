namespace NetInsight;

/// <summary>
/// Looks at a layer's output during one call, or puts another in its place. A hook is an argument of the call and nothing else: nothing is
/// registered, nothing must be removed, and two callers never meet.
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

    /// <summary>A hook that is shown a copy of the layer's output (batch x channels x height x width for a map).</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="see">Called in the thread of the run, once for each run, before the next layer is computed.</param>
    public static Hook See(string layer, Action<Tensor> see)
    {
        ArgumentNullException.ThrowIfNull(see);
        return new Hook(layer, map =>
        {
            see(map);
            return null;
        });
    }

    /// <summary>A hook that gives back what the rest of the network shall see in place of the layer's output.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="replace">
    /// Is handed the layer's output, which it may change and return, or return another tensor of the same shape. Another shape makes the
    /// call throw an <see cref="ArgumentException"/>.
    /// </param>
    public static Hook Replace(string layer, Func<Tensor, Tensor> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return new Hook(layer, map => replace(map) ?? throw new ArgumentException($"The hook at layer '{layer}' returned null.", nameof(replace)));
    }

    /// <summary>Applies the hook; null where the output stays.</summary>
    internal Tensor? Apply(Tensor output) => _function(output);
}
