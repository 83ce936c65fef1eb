namespace NetInsight;

/// <summary>The memory for batches of techniques that run many images.</summary>
internal static class BatchMemory
{
    /// <summary>Bytes for the feature maps of one batch where options say nothing: 512 MiB.</summary>
    public const long Default = 512L << 20;
}
