namespace NetInsight.Models.Architectures.Building;

/// <summary>The names of a convolution, its normalisation and its activation.</summary>
/// <param name="Conv">The convolution.</param>
/// <param name="Norm">The normalisation.</param>
/// <param name="Activation">The activation; null where there is none.</param>
internal readonly record struct ModuleNames(string Conv, string Norm, string? Activation)
{
    /// <summary>The modules 0, 1 and 2 of a sequence.</summary>
    public static ModuleNames InSequence(string name) => new($"{name}.0", $"{name}.1", $"{name}.2");

    /// <summary>Three consecutive modules of a sequence from one on.</summary>
    public static ModuleNames From(string sequence, int first) =>
        new($"{sequence}.{first}", $"{sequence}.{first + 1}", $"{sequence}.{first + 2}");
}
