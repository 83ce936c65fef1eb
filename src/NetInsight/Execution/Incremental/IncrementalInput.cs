using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;

namespace NetInsight.Execution.Incremental;

/// <summary>What an incremental session is opened for.</summary>
/// <param name="Engine">The network.</param>
/// <param name="Plan">Its plan for one image.</param>
/// <param name="Image">The image [1, C, H, W].</param>
/// <param name="Baseline">What replaces regions of it, of the same shape.</param>
/// <param name="Value">The requested value.</param>
/// <param name="Tolerance">Changes of a map below this share of its largest magnitude are not followed further; 0 for exact runs.</param>
/// <param name="Cancellation">Ends waits for memory, and stops planning.</param>
internal sealed record IncrementalInput(
    Engine Engine, Plan Plan, Tensor Image, Tensor Baseline, int Value, float Tolerance, CancellationToken Cancellation);
