using NetInsight.Imaging;

namespace NetInsight.Formats.PyTorch;

/// <summary>Finds the named tensors of a checkpoint.</summary>
internal static class PyTorchStateDict
{
    private const string ParallelPrefix = "module.";

    /// <summary>The tensors of the dict that <see cref="TensorDicts"/> chooses.</summary>
    /// <param name="value">The value of the pickle.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="limits">Limits of names and of the number of tensors.</param>
    /// <param name="key">The dict that is meant; chosen where null.</param>
    /// <returns>
    /// The dict's keys, joined by dots, and its tensors; the prefix <c>module.</c> that DataParallel adds to all names is removed.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such dict.</exception>
    /// <exception cref="ModelFormatException">There are no named tensors, or several dicts of them.</exception>
    /// <exception cref="ResourceLimitException">There are more tensors than the limit.</exception>
    public static (string Key, List<(string Name, PyTorchTensor Tensor)> Tensors) Find(
        object? value, string path, LoadLimits limits, string? key)
    {
        if (value is not PickleDictionary top)
            throw new ModelFormatException(path, "", "holds no dict of tensors; save model.state_dict(), not the model or a tensor.");
        TensorDict chosen = TensorDicts.Choose(TensorDicts.In(top), path, key);
        List<(string Name, PyTorchTensor Tensor)> tensors = [];
        bool isParallel = true;
        foreach ((string name, object? item) in chosen.Dictionary.Items)
        {
            if (item is not PyTorchTensor tensor)
                continue;
            if (name.Length > limits.NameLength)
                throw new ModelFormatException(
                    path, "", $"holds a name of {name.Length:N0} characters; the limit is {limits.NameLength:N0}.");
            if (tensors.Count == limits.Tensors)
                throw new ResourceLimitException($"{Printable.Escape(path)}: more than {limits.Tensors:N0} tensors.");
            tensors.Add((name, tensor));
            isParallel &= name.StartsWith(ParallelPrefix, StringComparison.Ordinal);
        }

        return (chosen.Key, isParallel ? tensors.ConvertAll(entry => (entry.Name[ParallelPrefix.Length..], entry.Tensor)) : tensors);
    }
}
