namespace NetInsight;

/// <summary>Named tensors, such as a network's state dict; each is read when it is asked for.</summary>
public sealed class Weights
{
    private readonly Func<string, Shape, Tensor> _read;

    private Weights(IReadOnlyDictionary<string, Shape>? shapes, string source, Func<string, Shape, Tensor> read)
    {
        Shapes = shapes;
        Source = source;
        _read = read;
    }

    /// <summary>The shapes by name; null where any name and shape can be had (<see cref="Generate"/>).</summary>
    public IReadOnlyDictionary<string, Shape>? Shapes { get; }

    /// <summary>Where the tensors come from, for messages.</summary>
    internal string Source { get; }

    /// <summary>Weights that are in memory. The tensors are used as they are, not copied.</summary>
    public static Weights Of(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new Weights(tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), "weights", (name, _) => tensors[name]);
    }

    /// <summary>Weights that a function makes from name and shape: for tests, and for training started elsewhere.</summary>
    public static Weights Generate(Func<string, Shape, Tensor> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new Weights(null, "generated weights", make);
    }

    /// <summary>Reads one tensor.</summary>
    /// <exception cref="ArgumentException">The function of <see cref="Generate"/> made another shape.</exception>
    internal Tensor Read(string name, Shape shape)
    {
        Tensor tensor = _read(name, shape);
        return tensor.Shape == shape ? tensor : throw new ArgumentException($"'{name}' should have shape {shape}, but has {tensor.Shape}.");
    }
}
