using NetInsight.Formats.PyTorch.Zip;
using NetInsight.Formats.Reading;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The format of torch.save since PyTorch 1.6: a zip file with <c>root/data.pkl</c> and <c>root/data/KEY</c> for each storage.
/// </summary>
internal static class PyTorchZip
{
    private const int MaxOtherEntries = 1_000;

    /// <summary>Reads the pickle and finds the storages.</summary>
    /// <exception cref="ModelFormatException">It is broken, compressed, encrypted, or a TorchScript program.</exception>
    /// <exception cref="ResourceLimitException">It is beyond the limits.</exception>
    public static PyTorchContent Read(ByteSource file, string path, LoadLimits limits)
    {
        Dictionary<string, ZipEntry> entries = ZipCentralDirectory.Read(file, path, (long)limits.Tensors + MaxOtherEntries);
        ZipEntry pickle = FindPickle(entries, path);
        string root = pickle.Name[..^"data.pkl".Length];
        CheckByteOrder(entries, root, file, path);

        FileRangeReader source = new(file, path, pickle.Name, pickle.DataOffset, pickle.End);
        PickleMachine machine = new(source, new PickleBudget(path, file.Length), limits);
        object? value = machine.Run();
        if (source.Remaining != 0)
            throw source.Fault($"{source.Remaining:N0} bytes follow the pickle; none were expected.");
        return new PyTorchContent(value, FindStorages(machine, entries, root, path));
    }

    private static ZipEntry FindPickle(Dictionary<string, ZipEntry> entries, string path)
    {
        ZipEntry? pickle = null;
        foreach (ZipEntry entry in entries.Values)
        {
            string[] folders = entry.Name.Split('/', 3);
            if (folders is [_, "constants.pkl"] or [_, "code", _])
            {
                throw new ModelFormatException(
                    path, entry.Name, "belongs to a TorchScript program, which is not supported; save the state dict, or export to ONNX.");
            }

            if (folders is not [{ Length: > 0 }, "data.pkl"])
                continue;
            if (pickle is not null)
                throw new ModelFormatException(path, entry.Name, $"stands beside {pickle.Value.Name}; one data.pkl was expected.");
            pickle = entry;
        }

        return pickle
            ?? throw new ModelFormatException(path, "", "is a zip file, but holds no data.pkl in a folder: torch.save did not write it.");
    }

    private static void CheckByteOrder(Dictionary<string, ZipEntry> entries, string root, ByteSource file, string path)
    {
        if (!entries.TryGetValue(root + "byteorder", out ZipEntry entry))
            return;
        Span<byte> order = stackalloc byte[(int)Math.Min(entry.Length, 16)];
        file.ReadExactly(order, entry.DataOffset, path);
        if (!order.SequenceEqual("little"u8))
            throw new ModelFormatException(path, entry.Name, "says that elements are not little-endian; this is not supported.");
    }

    private static Dictionary<string, long> FindStorages(
        PickleMachine machine, Dictionary<string, ZipEntry> entries, string root, string path)
    {
        Dictionary<string, long> offsets = new(machine.Storages.Count, StringComparer.Ordinal);
        foreach (PyTorchStorage storage in machine.Storages.Values)
        {
            string name = $"{root}data/{storage.Key}";
            if (!entries.TryGetValue(name, out ZipEntry entry))
                throw new ModelFormatException(path, name, "is missing, but the pickle refers to it.");
            Int128 needed = (Int128)storage.Count * storage.Type.Size;
            if (needed != entry.Length)
            {
                throw new ModelFormatException(
                    path, name, $"has {entry.Length:N0} bytes, but {storage.Count:N0} elements of {storage.Type.Name} need {needed:N0}.");
            }

            offsets.Add(storage.Key, entry.DataOffset);
        }

        return offsets;
    }
}
