namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// A rule by which nodes of a graph become fewer nodes that compute the same. A rule is a file here and an entry in <see
/// cref="GraphFusion"/>.
/// </summary>
internal interface IFusionRule
{
    /// <summary>
    /// Applies the rule wherever it fits. It must not fuse across a requested value: <see cref="FusionDraft.OnlyReader"/> sees to that.
    /// </summary>
    void Apply(FusionDraft draft);
}
