using System.Collections.Frozen;

namespace NetInsight.Formats.PyTorch;

/// <summary>The only classes and functions that a pickle may name.</summary>
internal static class PickleGlobals
{
    private static readonly FrozenDictionary<(string Module, string Name), object> Known = new Dictionary<(string, string), object>
    {
        [("collections", "OrderedDict")] = PickleFunction.OrderedDict,
        [("torch._utils", "_rebuild_tensor")] = PickleFunction.RebuildTensorV1,
        [("torch._utils", "_rebuild_tensor_v2")] = PickleFunction.RebuildTensorV2,
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

    /// <summary>The <see cref="PickleFunction"/> or <see cref="StorageType"/> of this name; null where it is unknown.</summary>
    public static object? Find(string module, string name) => Known.GetValueOrDefault((module, name));
}
