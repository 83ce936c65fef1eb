using NetInsight.Imaging;

namespace NetInsight.Formats.PyTorch;

/// <summary>The dicts of a checkpoint that hold tensors: the state dict, running means of it, other networks.</summary>
internal static class TensorDicts
{
    /// <summary>Keys that lead to a dict, at most: wrappers of wrappers have two or three.</summary>
    private const int Depth = 4;

    /// <summary>The dicts that hold tensors, each once, at the first path that leads to it.</summary>
    public static List<TensorDict> In(PickleDictionary top)
    {
        List<TensorDict> found = [];
        HashSet<PickleDictionary> seen = new(ReferenceEqualityComparer.Instance) { top };
        Queue<TensorDict> waiting = new([new TensorDict([], top)]);
        while (waiting.TryDequeue(out TensorDict? next))
        {
            bool holdsTensors = false;
            foreach ((string key, object? item) in next.Dictionary.Items)
            {
                holdsTensors |= item is PyTorchTensor;
                if (item is PickleDictionary inner && next.Path.Length < Depth && !IsOptimizer(key) && seen.Add(inner))
                    waiting.Enqueue(new TensorDict([.. next.Path, key], inner));
            }

            if (holdsTensors)
                found.Add(next);
        }

        return found;
    }

    /// <summary>The dict of a key, or the one that is the network's state dict.</summary>
    /// <exception cref="ArgumentException">There is no such dict.</exception>
    /// <exception cref="ModelFormatException">There is none, or several are as likely as each other.</exception>
    public static TensorDict Choose(List<TensorDict> dicts, string path, string? key)
    {
        if (key is not null)
        {
            return dicts.Find(dict => dict.Key == key) ?? throw new ArgumentException(
                $"{Printable.Escape(path)} has no dict of tensors under '{key}'; there are: {KeysOf(dicts)}.", nameof(key));
        }

        if (dicts.Count == 0)
            throw new ModelFormatException(path, "", "holds a dict, but no tensors in it or under state_dict; save model.state_dict().");
        (int Kind, int Depth, int Usual) best = dicts.Min(dict => dict.Rank);
        List<TensorDict> candidates = dicts.FindAll(dict => dict.Rank == best);
        return candidates.Count == 1
            ? candidates[0]
            : throw new ModelFormatException(
                path,
                "",
                $"holds several dicts of tensors ({KeysOf(candidates)}); one, or one called state_dict, was expected. Choose by "
                + "Weights.Load's key.");
    }

    /// <summary>Optimisers keep running means of every weight, which are no weights.</summary>
    private static bool IsOptimizer(string key) => key.Contains("optim", StringComparison.OrdinalIgnoreCase);

    private static string KeysOf(IEnumerable<TensorDict> dicts) =>
        string.Join(", ", dicts.Take(8).Select(dict => dict.Key.Length == 0 ? "the checkpoint itself" : Printable.Escape(dict.Key)));
}
