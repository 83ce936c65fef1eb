namespace NetInsight.Formats.PyTorch;

/// <summary>Finds the named tensors of a checkpoint.</summary>
internal static class PyTorchStateDict
{
    private const string ParallelPrefix = "module.";
    private static readonly string[] UsualKeys = ["state_dict", "model_state_dict", "model", "net"];

    /// <summary>
    /// The tensors of the dict under one of the usual keys, else of the dict itself, else of the only dict in it that holds tensors. The
    /// prefix
    /// <c>module.</c> that DataParallel adds to all names is removed.
    /// </summary>
    /// <param name="value">The value of the pickle.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="limits">Limits of names and of the number of tensors.</param>
    /// <exception cref="ModelFormatException">There are no named tensors, or several dicts of them.</exception>
    /// <exception cref="ResourceLimitException">There are more tensors than the limit.</exception>
    public static List<(string Name, PyTorchTensor Tensor)> Find(object? value, string path, LoadLimits limits)
    {
        if (value is not PickleDictionary top)
            throw new ModelFormatException(path, "", "holds no dict of tensors; save model.state_dict(), not the model or a tensor.");
        PickleDictionary dictionary = Choose(top, path);
        List<(string Name, PyTorchTensor Tensor)> tensors = [];
        bool isParallel = true;
        foreach ((string name, object? item) in dictionary.Items)
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

        return isParallel ? tensors.ConvertAll(entry => (entry.Name[ParallelPrefix.Length..], entry.Tensor)) : tensors;
    }

    private static PickleDictionary Choose(PickleDictionary top, string path)
    {
        foreach (string key in UsualKeys)
        {
            if (top.Items.GetValueOrDefault(key) is PickleDictionary dictionary && HoldsTensors(dictionary))
                return dictionary;
        }

        if (HoldsTensors(top))
            return top;
        List<string> candidates = [];
        foreach ((string key, object? item) in top.Items)
        {
            if (item is PickleDictionary dictionary && HoldsTensors(dictionary))
                candidates.Add(key);
        }

        return candidates switch
        {
            [string only] => (PickleDictionary)top.Items[only]!,
            [] => throw new ModelFormatException(
                path, "", "holds a dict, but no tensors in it or under state_dict; save model.state_dict()."),
            _ => throw new ModelFormatException(
                path,
                "",
                $"holds several dicts of tensors ({string.Join(", ", candidates.Take(8))}); one, or one called state_dict, was expected."),
        };
    }

    private static bool HoldsTensors(PickleDictionary dictionary)
    {
        foreach (object? item in dictionary.Items.Values)
        {
            if (item is PyTorchTensor)
                return true;
        }

        return false;
    }
}
