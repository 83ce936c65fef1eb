using System.Collections.Frozen;

namespace NetInsight.Formats.PyTorch;

/// <summary>What a pickle may ask to be called; all of it is done by the machine itself.</summary>
internal enum PickleFunction
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDict,

    /// <summary><c>torch._utils._rebuild_tensor(storage, offset, sizes, strides)</c>, of PyTorch before 0.4.</summary>
    RebuildPlainTensor,

    /// <summary><c>torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks)</c>.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_parameter(tensor, requires_grad, hooks)</c>, which is the tensor for us.</summary>
    RebuildParameter,
}

/// <summary>The type of the numbers of a storage.</summary>
/// <param name="Name">Its class, such as FloatStorage.</param>
/// <param name="Size">Bytes of one number.</param>
/// <param name="Elements">How floats are stored; null for whole numbers and truth values, which are passed over.</param>
internal sealed record StorageType(string Name, int Size, ElementType? Elements);

/// <summary>The only classes and functions that a pickle may name.</summary>
internal static class PickleGlobals
{
    private static readonly FrozenDictionary<(string Module, string Name), object> Known = new Dictionary<(string, string), object>
    {
        [("collections", "OrderedDict")] = PickleFunction.OrderedDict,
        [("torch._utils", "_rebuild_tensor")] = PickleFunction.RebuildPlainTensor,
        [("torch._utils", "_rebuild_tensor_v2")] = PickleFunction.RebuildTensor,
        [("torch._utils", "_rebuild_parameter")] = PickleFunction.RebuildParameter,
        [("torch", "DoubleStorage")] = new StorageType("DoubleStorage", 8, ElementType.Float64),
        [("torch", "FloatStorage")] = new StorageType("FloatStorage", 4, ElementType.Float32),
        [("torch", "HalfStorage")] = new StorageType("HalfStorage", 2, ElementType.Float16),
        [("torch", "BFloat16Storage")] = new StorageType("BFloat16Storage", 2, ElementType.BFloat16),
        [("torch", "LongStorage")] = new StorageType("LongStorage", 8, null),
        [("torch", "IntStorage")] = new StorageType("IntStorage", 4, null),
        [("torch", "ShortStorage")] = new StorageType("ShortStorage", 2, null),
        [("torch", "CharStorage")] = new StorageType("CharStorage", 1, null),
        [("torch", "ByteStorage")] = new StorageType("ByteStorage", 1, null),
        [("torch", "BoolStorage")] = new StorageType("BoolStorage", 1, null),
    }.ToFrozenDictionary();

    /// <summary>The <see cref="PickleFunction"/> or <see cref="StorageType"/> of this name; null where it is not known.</summary>
    public static object? Find(string module, string name) => Known.GetValueOrDefault((module, name));
}
