namespace NetInsight.Fuzz;

/// <summary>A reader to be fuzzed.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Read">Reads an input.</param>
/// <param name="Seeds">Small valid files.</param>
/// <param name="Words">A dictionary of the format's tokens.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read, Func<IEnumerable<byte[]>> Seeds, Func<IEnumerable<byte[]>> Words)
{
    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        SafetensorsTarget.Target,
        NpyTarget.Target,
        ConvNetJsTarget.Target,
        PatchTableTarget.Target,
        OnnxTarget.Target,
        OnnxTarget.WholeModel,
        OnnxEdits.Target,
        MutationTarget.Target,
        CheckpointTarget.Target,
        CheckpointTarget.PickleOnly,
    ];

    /// <summary>The target of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the names are listed.</exception>
    public static FuzzTarget Named(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException(
            $"There is no target '{name}'; there are {string.Join(", ", All.Select(target => target.Name))}.", nameof(name));
}
