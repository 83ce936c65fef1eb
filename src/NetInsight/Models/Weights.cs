namespace NetInsight;

/// <summary>Named tensors, such as a network's state dict; each is read when it is asked for.</summary>
public sealed partial class Weights
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

    /// <summary>
    /// Opens a safetensors file (numbers of type F32, F16, BF16 and F64; whole numbers are passed over). The header is read and checked by every
    /// rule of the format; a tensor is read when a model is built from it, so that weights are never held twice.
    /// </summary>
    /// <param name="path">The file; it must stay as it is until the model is built.</param>
    /// <param name="limits">Limits within which it is read.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static Weights Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafetensorsFile file = SafetensorsFile.Open(path, limits ?? LoadLimits.Default);
        return new Weights(file.Shapes, path, (name, _) => file.Read(name));
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name, one of <see cref="Shapes"/>.</param>
    /// <exception cref="ArgumentException">There is no tensor of this name, or shapes are not known beforehand.</exception>
    public Tensor this[string name] => Shapes is not null && Shapes.TryGetValue(name, out Shape shape)
        ? _read(name, shape)
        : throw new ArgumentException($"There is no tensor '{name}' in {Source}.", nameof(name));

    /// <summary>Reads one tensor, of the shape that is needed.</summary>
    /// <exception cref="ArgumentException">The function of <see cref="Generate"/> made another shape.</exception>
    internal Tensor Read(string name, Shape shape)
    {
        Tensor tensor = _read(name, shape);
        return tensor.Shape == shape ? tensor : throw new ArgumentException($"'{name}' should have shape {shape}, but has {tensor.Shape}.");
    }
}
