namespace NetInsight.Kernels.Operators;

/// <summary>
/// An operator that can take y = gain * x + offset per output channel into its constants: the gain into its weights, the offset into its
/// bias.
/// </summary>
internal interface IFoldsAffine
{
    /// <summary>Whether it has taken none in yet.</summary>
    bool CanFold { get; }

    /// <summary>The operator followed by the affine map; its weights are folded when they are packed.</summary>
    Operator WithAffine(ChannelAffine affine);
}
