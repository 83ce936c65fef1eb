using NetInsight.Formats.Reading;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// A PyTorch checkpoint. The pickle is read and every tensor checked against its storage when the file is opened; the elements of a tensor
/// are read when it is requested, so that weights are never held twice.
/// </summary>
internal sealed class PyTorchFile
{
    private readonly string _path;
    private readonly FileStatus? _status;
    private readonly Dictionary<string, PyTorchTensor> _tensors;
    private readonly IReadOnlyDictionary<string, long> _storageOffsets;

    private PyTorchFile(
        string path,
        Dictionary<string, PyTorchTensor> tensors,
        Dictionary<string, Shape> shapes,
        IReadOnlyDictionary<string, long> storageOffsets,
        string key,
        FileStatus? status)
    {
        _path = path;
        _status = status;
        _tensors = tensors;
        _storageOffsets = storageOffsets;
        Shapes = shapes;
        Key = key;
    }

    /// <summary>The dict that was read: keys joined by dots.</summary>
    public string Key { get; }

    /// <summary>The shapes of the float tensors; integer tensors (such as counters) are skipped.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>Opens a file and checks everything but the elements.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isZip">Whether it is a zip file rather than the legacy format.</param>
    /// <param name="limits">Limits within which it is read.</param>
    /// <param name="key">The dict that is meant; looked for where null.</param>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format, or would need code to be run.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static PyTorchFile Open(string path, bool isZip, LoadLimits limits, string? key = null)
    {
        using ByteSource file = ByteSource.Open(path);
        long length = file.Length;
        if (length > limits.FileBytes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {length:N0} bytes; the limit is {limits.FileBytes:N0}.");
        PyTorchContent content = isZip ? PyTorchZip.Read(file, path, limits) : PyTorchLegacy.Read(file, path, limits);

        Dictionary<string, PyTorchTensor> tensors = new(StringComparer.Ordinal);
        Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
        long elements = 0;
        LoadBudget budget = new(path, limits);
        (string foundKey, List<(string Name, PyTorchTensor Tensor)> named) = PyTorchStateDict.Find(content.Object, path, limits, key);
        foreach ((string name, PyTorchTensor tensor) in named)
        {
            Shape shape = tensor.Check(rule => new ModelFormatException(path, name, rule));
            if (tensor.Storage.Type.Elements is null)
                continue;
            elements += shape.Count;
            if (elements > limits.Elements)
                throw new ResourceLimitException($"{Printable.Escape(path)}: more than {limits.Elements:N0} elements.");
            budget.Take(4L * shape.Count, name);
            tensors.Add(name, tensor);
            shapes.Add(name, shape);
        }

        return new PyTorchFile(path, tensors, shapes, content.StorageOffsets, foundKey, file.Status);
    }

    /// <summary>Reads a tensor as floats.</summary>
    public Tensor Read(string name)
    {
        PyTorchTensor stored = _tensors[name];
        ElementType type = stored.Storage.Type.Elements!.Value;
        long start = _storageOffsets[stored.Storage.Key] + stored.Offset * type.Size();
        Tensor tensor = Tensor.Uninitialized(Shapes[name]);
        if (tensor.AsSpan().IsEmpty)
            return tensor;
        using ByteSource file = ByteSource.OpenAgain(_path, _status);
        if (stored.IsContiguous())
            file.ReadFloats(type, tensor.AsSpan(), start, _path);
        else
            ReadView(file, start, type, stored, tensor.AsSpan());
        return tensor;
    }

    private void ReadView(ByteSource file, long start, ElementType type, PyTorchTensor stored, Span<float> target)
    {
        StridedView view = new(stored.Sizes, stored.Strides);
        if ((Int128)view.Span * type.Size() > Array.MaxLength)
        {
            throw new ResourceLimitException($"{Printable.Escape(_path)}: a tensor is a view over {view.Span:N0} elements; "
                + $"at most {Array.MaxLength / type.Size():N0} are possible.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)view.Span * type.Size());
        file.ReadExactly(bytes, start, _path);
        view.Gather(bytes, type, target);
    }
}
