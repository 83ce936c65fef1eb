using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// A PyTorch checkpoint. The pickle is read and every tensor checked against its storage at once, the numbers of each tensor when it is
/// asked for, so that weights are never held twice.
/// </summary>
internal sealed class PyTorchFile
{
    private readonly string _path;
    private readonly Dictionary<string, PyTorchTensor> _tensors;
    private readonly IReadOnlyDictionary<string, long> _places;

    private PyTorchFile(string path, Dictionary<string, PyTorchTensor> tensors, Dictionary<string, Shape> shapes, IReadOnlyDictionary<string, long> places)
    {
        _path = path;
        _tensors = tensors;
        _places = places;
        Shapes = shapes;
    }

    /// <summary>The shapes of the tensors of floats; those of whole numbers (such as counters) are passed over.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>Opens a file and checks everything but the numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isZip">Whether it is a zip file, not the format before it.</param>
    /// <param name="limits">Limits within which it is read.</param>
    /// <exception cref="ModelFormatException">The file breaks a rule of the format, or asks for code to be run.</exception>
    /// <exception cref="ResourceLimitException">The file is beyond the limits.</exception>
    public static PyTorchFile Open(string path, bool isZip, LoadLimits limits)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length > limits.FileBytes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has {length:N0} bytes; the limit is {limits.FileBytes:N0}.");
        PyTorchContent content = isZip ? PyTorchZip.Read(file, path, limits) : PyTorchLegacy.Read(file, path, limits);

        Dictionary<string, PyTorchTensor> tensors = new(StringComparer.Ordinal);
        Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
        long elements = 0;
        foreach ((string name, PyTorchTensor tensor) in PyTorchStateDict.Find(content.Object, path, limits))
        {
            Shape shape = tensor.Check(rule => new ModelFormatException(path, name, rule));
            if (tensor.Storage.Type.Elements is null)
                continue;
            elements += shape.Count;
            if (elements > limits.Elements)
                throw new ResourceLimitException($"{Printable.Escape(path)}: more than {limits.Elements:N0} numbers.");
            tensors.Add(name, tensor);
            shapes.Add(name, shape);
        }

        return new PyTorchFile(path, tensors, shapes, content.Places);
    }

    /// <summary>Reads a tensor as floats.</summary>
    public Tensor Read(string name)
    {
        PyTorchTensor stored = _tensors[name];
        ElementType type = stored.Storage.Type.Elements!.Value;
        long start = _places[stored.Storage.Key] + stored.Offset * type.Size();
        Tensor tensor = Tensor.Uninitialized(Shapes[name]);
        if (tensor.AsSpan().IsEmpty)
            return tensor;
        using SafeFileHandle file = File.OpenHandle(_path);
        if (stored.IsContiguous())
            file.ReadFloats(type, tensor.AsSpan(), start, _path);
        else
            ReadView(file, start, type, stored, tensor.AsSpan());
        return tensor;
    }

    private void ReadView(SafeFileHandle file, long start, ElementType type, PyTorchTensor stored, Span<float> target)
    {
        StridedOrder order = new(stored.Sizes, stored.Strides);
        if ((Int128)order.Span * type.Size() > Array.MaxLength)
            throw new ResourceLimitException($"{Printable.Escape(_path)}: a tensor is a view over {order.Span:N0} numbers; at most {Array.MaxLength / type.Size():N0} are possible.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)order.Span * type.Size());
        file.ReadWhole(bytes, start, _path);
        order.Gather(bytes, type, target);
    }
}
