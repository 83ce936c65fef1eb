using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The format of torch.save before PyTorch 1.6: pickles of a magic number, of the protocol 1001, of a dict about the system, of the object and
/// of the list of storage keys; then for each key the count of its numbers in 8 bytes, and the numbers.
/// Source: _legacy_load in torch/serialization.py.
/// </summary>
internal static class PyTorchLegacy
{
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Reads the pickles and finds the storages.</summary>
    /// <exception cref="ModelFormatException">It is broken.</exception>
    /// <exception cref="ResourceLimitException">It is beyond the limits.</exception>
    public static PyTorchContent Read(SafeFileHandle file, string path, LoadLimits limits)
    {
        long length = RandomAccess.GetLength(file);
        FileWindow source = new(file, path, "", 0, length);
        PickleMachine machine = new(source, new PickleAllowance(path, length), limits);
        if (machine.Run() is not BigInteger magic || magic != Magic)
            throw source.Fault("the file begins with a pickle, but not with the magic number of torch.save.");
        if (machine.Run() is not 1001L)
            throw source.Fault("has another protocol than 1001 of torch.save.");
        if (machine.Run() is not PickleDictionary system)
            throw source.Fault("a dict about the system was expected.");
        if (system.Items.TryGetValue("little_endian", out object? isLittle) && isLittle is not true)
            throw source.Fault("says that numbers are not little-endian; this is not supported.");
        object? value = machine.Run();
        if (machine.Run() is not List<object?> keys)
            throw source.Fault("a list of the keys of storages was expected.");
        return new PyTorchContent(value, FindStorages(machine.Storages, keys, source));
    }

    private static Dictionary<string, long> FindStorages(IReadOnlyDictionary<string, PyTorchStorage> storages, List<object?> keys, FileWindow source)
    {
        Dictionary<string, long> places = new(storages.Count, StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out PyTorchStorage? storage))
                throw source.Fault("the list of storages has a key that the pickle does not refer to.");
            long count = BinaryPrimitives.ReadInt64LittleEndian(source.Take(8));
            if (count != storage.Count)
                throw source.Fault($"storage '{key}' has {count:N0} numbers here, but {storage.Count:N0} in the pickle.");
            if ((Int128)count * storage.Type.Size > source.Left)
                throw source.Fault($"storage '{key}' of {count:N0} numbers of {storage.Type.Name} goes beyond the file, which has {source.Left:N0} bytes left.");
            if (!places.TryAdd(key, source.Position))
                throw source.Fault($"storage '{key}' stands twice in the list of storages.");
            source.Skip((ulong)(count * storage.Type.Size));
        }

        if (places.Count != storages.Count)
            throw source.Fault($"the list of storages has {places.Count:N0} keys, but the pickle refers to {storages.Count:N0}.");
        return source.Left == 0 ? places : throw source.Fault($"{source.Left:N0} bytes follow the last storage; none were expected.");
    }
}
