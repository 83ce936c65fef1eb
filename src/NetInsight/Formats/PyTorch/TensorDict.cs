namespace NetInsight.Formats.PyTorch;

/// <summary>A dict of a checkpoint that holds tensors.</summary>
/// <param name="Path">The keys that lead to it; none for the checkpoint itself.</param>
/// <param name="Dictionary">The dict.</param>
internal sealed record TensorDict(string[] Path, PickleDictionary Dictionary)
{
    private static readonly string[] UsualKeys = ["state_dict", "model_state_dict", "model", "net"];
    private static readonly string[] AverageWords = ["ema", "swa", "averaged"];

    /// <summary>The keys, joined by dots.</summary>
    public string Key => string.Join('.', Path);

    /// <summary>
    /// Which of several is the network's state dict, smallest first: one under a usual key, the checkpoint itself, a running mean of the
    /// weights, any other; then the least deep; then by the usual key.
    /// </summary>
    public (int Kind, int Depth, int Usual) Rank
    {
        get
        {
            int usual = Path.Length == 0 ? -1 : Array.IndexOf(UsualKeys, Path[^1]);
            int kind = Path.Any(IsAverage) ? 2 : usual >= 0 ? 0 : Path.Length == 0 ? 1 : 3;
            return (kind, kind == 3 ? 0 : Path.Length, usual);
        }
    }

    private static bool IsAverage(string key) => key.Split('_').Any(word => AverageWords.Contains(word, StringComparer.OrdinalIgnoreCase));
}
