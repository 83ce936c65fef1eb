using NetInsight.Formats;
using NetInsight.Formats.Npy;
using NetInsight.Formats.PyTorch;
using NetInsight.Formats.Reading;
using NetInsight.Formats.Safetensors;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Named tensors, such as a network's state dict. Each is read from its file when it is requested.</summary>
public sealed partial class Weights
{
    private readonly Func<string, Shape, Tensor> _read;

    private Weights(IReadOnlyDictionary<string, Shape>? shapes, string source, Func<string, Shape, Tensor> read)
    {
        Shapes = shapes;
        Source = source;
        _read = read;
    }

    /// <summary>The shapes by name; null for generated weights, which exist for any name and shape (<see cref="Generate"/>).</summary>
    public IReadOnlyDictionary<string, Shape>? Shapes { get; }

    /// <summary>Where the tensors come from, for messages.</summary>
    internal string Source { get; }

    /// <summary>The file from which they were loaded; null where they come from none.</summary>
    internal string? File { get; private init; }

    /// <summary>Weights in memory. The tensors are not copied.</summary>
    public static Weights Of(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new Weights(tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), "weights", (name, _) => tensors[name]);
    }

    /// <summary>Weights that a function makes from name and shape, such as random ones for tests.</summary>
    public static Weights Generate(Func<string, Shape, Tensor> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new Weights(null, "generated weights", make);
    }

    /// <summary>
    /// The dict of a PyTorch checkpoint that was read, as keys joined by dots, such as <c>state_dict</c>; empty for the checkpoint itself.
    /// Null for weights from elsewhere.
    /// </summary>
    public string? Key { get; private init; }

    /// <summary>
    /// The tensors whose names begin with a prefix, without it: <c>weights.Under("model.")</c> of a checkpoint that holds others too.
    /// </summary>
    /// <param name="prefix">The prefix, with its dot.</param>
    /// <exception cref="ArgumentException">No name begins so.</exception>
    /// <exception cref="InvalidOperationException">The weights are generated, so that their names are not known.</exception>
    public Weights Under(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Weights found = Rename(name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null);
        return found.Shapes!.Count > 0
            ? found
            : throw new ArgumentException($"No tensor of {Source} has a name that begins with '{prefix}'.", nameof(prefix));
    }

    /// <summary>The same tensors under other names. None is read or copied.</summary>
    /// <param name="rename">From a name to the new one; null leaves the tensor out.</param>
    /// <exception cref="ArgumentException">Two tensors get the same name.</exception>
    /// <exception cref="InvalidOperationException">The weights are generated, so that their names are not known.</exception>
    public Weights Rename(Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(rename);
        Dictionary<string, string> originals = new(StringComparer.Ordinal);
        foreach (string name in (Shapes ?? throw new InvalidOperationException("The names of generated weights are not known.")).Keys)
        {
            if (rename(name) is { } renamed && !originals.TryAdd(renamed, name))
                throw new ArgumentException($"'{originals[renamed]}' and '{name}' would both be called '{renamed}'.", nameof(rename));
        }

        Dictionary<string, Shape> shapes =
            originals.ToDictionary(entry => entry.Key, entry => Shapes[entry.Value], StringComparer.Ordinal);
        return new Weights(shapes, Source, (name, shape) => _read(originals[name], shape)) { File = File, Key = Key };
    }

    /// <summary>
    /// Opens a weights file: safetensors, a checkpoint that PyTorch's torch.save wrote (.pt, .pth, .th), or NumPy's .npy (one tensor, named
    /// after the file without its extension). The format is detected by the first bytes. Float tensors of 16, 32 and 64 bits are read;
    /// integer tensors are skipped. The header or pickle is read and checked by every rule of the format, and no code in it is run. A
    /// tensor is read when a model is built from it, so that weights are never held twice.
    /// </summary>
    /// <remarks>
    /// A checkpoint holds a state dict or a dict with one, under <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>, <c>net</c> or as
    /// its only dict of tensors, at any depth; <see cref="Key"/> says which was read. A running mean of the weights (under
    /// <c>state_dict_ema</c>, <c>model_ema</c> and the like) is read only where there are no others, or where <paramref name="key"/> says
    /// so. Whatever else is in the file is skipped; a prefix <c>module.</c> that all names share is removed.
    /// </remarks>
    /// <param name="path">The file; it must not change until the model is built.</param>
    /// <param name="limits">Limits within which it is read.</param>
    /// <param name="key">
    /// The dict of a PyTorch checkpoint that is meant, as keys joined by dots, such as <c>model_ema</c>; by default it is looked for.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The checkpoint has no dict of tensors under <paramref name="key"/>, or is of another format.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static Weights Load(string path, LoadLimits? limits = null, string? key = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LoadBudget.Guard(path, () => Open(path, limits ?? LoadLimits.Default, key));
    }

    private static Weights Open(string path, LoadLimits limits, string? key)
    {
        using ByteSource opened = ForeignFile.Open(path);
        WeightsFormat format = WeightsFormatDetector.Detect(opened);
        if (key is not null && format is not (WeightsFormat.PyTorchZip or WeightsFormat.PyTorchLegacy))
            throw new ArgumentException($"Only PyTorch checkpoints have keys; {Printable.Escape(path)} is no such file.", nameof(key));
        switch (format)
        {
            case WeightsFormat.PyTorchTar:
                throw new ModelFormatException(
                    path,
                    "",
                    "is a tar file, as PyTorch before 0.1.10 wrote; this is not supported. Load and save it with a newer PyTorch.");
            case WeightsFormat.PyTorchZip:
                return OfPyTorch(PyTorchFile.Open(path, isZip: true, limits, key), path);
            case WeightsFormat.PyTorchLegacy:
                return OfPyTorch(PyTorchFile.Open(path, isZip: false, limits, key), path);
            case WeightsFormat.Npy:
                NpyFile array = NpyFile.Open(path, limits);
                Dictionary<string, Shape> shapes = new() { [Path.GetFileNameWithoutExtension(path)] = array.Shape };
                return new Weights(shapes, path, (_, _) => array.Read()) { File = path };
            default:
                SafetensorsFile file = SafetensorsFile.Open(path, limits);
                return new Weights(file.Shapes, path, (name, _) => file.Read(name)) { File = path };
        }
    }

    private static Weights OfPyTorch(PyTorchFile file, string path) =>
        new(file.Shapes, path, (name, _) => file.Read(name)) { File = path, Key = file.Key };

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name, one of <see cref="Shapes"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no tensor of this name, or the weights are generated, so that shapes are not known.
    /// </exception>
    public Tensor this[string name] => Shapes is not null && Shapes.TryGetValue(name, out Shape shape)
        ? LoadBudget.Guard(Source, () => _read(name, shape))
        : throw new ArgumentException($"There is no tensor '{name}' in {Source}.", nameof(name));

    /// <summary>Reads one tensor and checks that it has the shape that the network needs.</summary>
    /// <exception cref="ArgumentException">It has another shape.</exception>
    internal Tensor Read(string name, Shape shape)
    {
        Tensor tensor = LoadBudget.Guard(Source, () => _read(name, shape));
        return tensor.Shape == shape ? tensor : throw new ArgumentException($"'{name}' should have shape {shape}, but has {tensor.Shape}.");
    }
}
