namespace NetInsight;

/// <summary>Where a network's preprocessing comes from, the strongest source first.</summary>
public enum PreprocessingSourceKind
{
    /// <summary><see cref="ModelOptions.Preprocessing"/>.</summary>
    Options,

    /// <summary>Metadata of the model file.</summary>
    FileMetadata,

    /// <summary>A file beside the model file, such as Hugging Face's <c>preprocessor_config.json</c>.</summary>
    NeighborFile,

    /// <summary>The network itself: it begins with its own normalisation, or its input takes integers.</summary>
    Network,

    /// <summary>The published recipe of an architecture that was built in code.</summary>
    Architecture,

    /// <summary>Nothing states it; the usual one was assumed.</summary>
    Guess,
}
