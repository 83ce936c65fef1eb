namespace NetInsight.Attribution.Gradients;

/// <summary>How well sampled attributions add up.</summary>
/// <param name="Samples">The number of samples.</param>
/// <param name="Images">The number of background images.</param>
/// <param name="Score">The mean of the target over the samples' background images.</param>
/// <param name="Sum">The sum of the attributions.</param>
/// <param name="Error">The standard error of its gap to the difference of the target; NaN with one sample.</param>
internal sealed record ExpectedSums(int Samples, int Images, double Score, double Sum, double Error);
