using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>The repulsive forces between all points of t-SNE; points are [2, <see cref="Padded"/>]: all x, then all y.</summary>
internal interface IRepulsion
{
    /// <summary>The number of points, rounded up to whole vectors.</summary>
    int Padded { get; }

    /// <summary>Fills the padding behind the last point, once.</summary>
    void Pad(Tensor points);

    /// <summary>
    /// Computes the forces for <see cref="SubtractFrom"/>, and returns the sum of q over all ordered pairs of different points.
    /// </summary>
    double Compute(CpuDevice device, Tensor points);

    /// <summary>
    /// Subtracts the forces on points from <paramref name="start"/> on, times <paramref name="factor"/>, from the targets.
    /// </summary>
    void SubtractFrom(int start, float factor, Span<float> x, Span<float> y);
}
