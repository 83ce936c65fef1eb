using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The format of torch.save before PyTorch 1.6: five pickles (a magic number, the protocol 1001, a dict about the system, the object, the
/// list of storage keys), then for each key the number of its elements in 8 bytes, and the elements.
/// Source: _legacy_load in torch/serialization.py.
/// </summary>
internal static class PyTorchLegacy
{
    private static readonly BigInteger Magic = BigInteger.Parse(
        "1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Reads the pickles and finds the storages.</summary>
    /// <exception cref="ModelFormatException">It is broken.</exception>
    /// <exception cref="ResourceLimitException">It is beyond the limits.</exception>
    public static PyTorchContent Read(ByteSource file, string path, LoadLimits limits)
    {
        long length = file.Length;
        FileRangeReader source = new(file, path, "", 0, length);
        PickleMachine machine = new(source, new PickleBudget(path, length), limits);
        if (machine.Run() is not BigInteger magic || magic != Magic)
            throw source.Fault("the file begins with a pickle, but not with the magic number of torch.save.");
        if (machine.Run() is not 1001L)
            throw source.Fault("has another protocol than 1001 of torch.save.");
        if (machine.Run() is not PickleDictionary system)
            throw source.Fault("a dict about the system was expected.");
        if (system.Items.TryGetValue("little_endian", out object? isLittle) && isLittle is not true)
            throw source.Fault("says that elements are not little-endian; this is not supported.");
        object? value = machine.Run();
        if (machine.Run() is not List<object?> keys)
            throw source.Fault("a list of the keys of storages was expected.");
        return new PyTorchContent(value, FindStorages(machine.Storages, keys, source));
    }

    /// <summary>
    /// The file offset of each storage, by key; the listed storages must be exactly those of the pickle and fill the file.
    /// </summary>
    private static Dictionary<string, long> FindStorages(
        IReadOnlyDictionary<string, PyTorchStorage> storages, List<object?> keys, FileRangeReader source)
    {
        Dictionary<string, long> offsets = new(storages.Count, StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out PyTorchStorage? storage))
                throw source.Fault("the list of storages has a key that the pickle does not refer to.");
            long count = BinaryPrimitives.ReadInt64LittleEndian(source.Read(8));
            if (count != storage.Count)
                throw source.Fault($"storage '{key}' has {count:N0} elements here, but {storage.Count:N0} in the pickle.");
            if ((Int128)count * storage.Type.Size > source.Remaining)
            {
                throw source.Fault($"storage '{key}' of {count:N0} elements of {storage.Type.Name} goes beyond the file, "
                    + $"which has {source.Remaining:N0} bytes left.");
            }

            if (!offsets.TryAdd(key, source.Position))
                throw source.Fault($"storage '{key}' appears twice in the list of storages.");
            source.Skip((ulong)(count * storage.Type.Size));
        }

        if (offsets.Count != storages.Count)
            throw source.Fault($"the list of storages has {offsets.Count:N0} keys, but the pickle refers to {storages.Count:N0}.");
        return source.Remaining == 0
            ? offsets
            : throw source.Fault($"{source.Remaining:N0} bytes follow the last storage; none were expected.");
    }
}
