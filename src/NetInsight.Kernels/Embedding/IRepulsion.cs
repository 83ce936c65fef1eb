using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>The forces by which all points of a t-SNE map repel each other; points are tensors of 2 x <see cref="Padded"/>.</summary>
internal interface IRepulsion
{
    /// <summary>The number of points with what fills the last vector.</summary>
    int Padded { get; }

    /// <summary>Fills the places behind the last point, once.</summary>
    void Pad(Tensor points);

    /// <summary>The sum of q over all ordered pairs of different points; <see cref="TakeFrom"/> then has the forces.</summary>
    double Compute(CpuDevice device, Tensor points);

    /// <summary>The forces on points from <paramref name="start"/> on, times <paramref name="factor"/>, are taken from the targets.</summary>
    void TakeFrom(int start, float factor, Span<float> x, Span<float> y);
}
