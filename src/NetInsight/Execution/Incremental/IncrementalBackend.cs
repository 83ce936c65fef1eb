using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Execution.Incremental;

/// <summary>What incremental runs ask of a device beyond whole runs: regions of feature maps.</summary>
/// <param name="run">Memory, transfers and whole operators.</param>
internal abstract class IncrementalBackend<TTensor>(RunBackend<TTensor> run) : IDisposable where TTensor : class, IDense<TTensor>
{
    /// <summary>Memory, transfers and whole operators.</summary>
    public RunBackend<TTensor> Run => run;

    /// <summary><see cref="Run"/> with memory of a batch's own, where the device has such.</summary>
    public virtual RunBackend<TTensor> RunIn(BatchPlace place) => run;

    /// <summary>Whether the dirty regions of a batch must have one size in each feature map.</summary>
    public abstract bool IsUniform { get; }

    /// <summary>Regions beyond which a larger batch gains nothing.</summary>
    public abstract int LargestBatch { get; }

    /// <summary>Whether an operator can compute regions of its result from feature maps of some extents.</summary>
    public abstract bool ComputesRegions(Operator op, FeatureMap input);

    /// <summary>
    /// Computes regions of an operator's result over a map that has changed: see <see cref="IComputesRegions.ForwardRegions"/>.
    /// </summary>
    public abstract void ForwardRegions(Operator op, TTensor original, TTensor dirty, RegionBatch regions, TTensor? addend, TTensor result);

    /// <summary>Cuts the output positions of all regions out of a map that has changed.</summary>
    public abstract void Copy(TTensor original, TTensor dirty, RegionBatch regions, TTensor result);

    /// <summary>
    /// Cuts rectangles out of the input, one for each replaced region and around it, with the region taken from the baseline.
    /// </summary>
    /// <param name="original">The input [1, H, W, C].</param>
    /// <param name="baseline">What replaces regions of it [1, H, W, C].</param>
    /// <param name="replaced">The regions that are replaced.</param>
    /// <param name="cut">The rectangles.</param>
    /// <param name="result">The result [positions, C], one rectangle after the other.</param>
    public abstract void CopyReplaced(TTensor original, TTensor baseline, Region[] replaced, Region[] cut, TTensor result);

    /// <summary>
    /// For each region of a patched map the rectangle of the positions at which a channel differs from the original by more than a
    /// threshold.
    /// </summary>
    public abstract Region[] DirtyBeyond(TTensor original, PatchedFeatureMap<TTensor> patched, float threshold);

    /// <summary>Ends the use of the device.</summary>
    public abstract void Dispose();
}
