namespace NetInsight.Kernels.Operators;

/// <summary>An operator that can take y = gain * x + offset per output channel into its constants: the gain into its weights, the offset into its bias.</summary>
internal interface IFoldsAffine
{
    /// <summary>The operator followed by the affine map; its weights are folded when they are packed. Null where it has one already.</summary>
    Operator? WithAffine(ChannelAffine affine);
}
