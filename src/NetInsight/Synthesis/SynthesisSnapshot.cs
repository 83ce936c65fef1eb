namespace NetInsight;

/// <summary>Images in the course of their optimisation.</summary>
public sealed class SynthesisSnapshot
{
    private readonly Preprocessing _preprocessing;

    internal SynthesisSnapshot(int step, Tensor inputs, Preprocessing preprocessing) =>
        (Step, Inputs, _preprocessing) = (step, inputs, preprocessing);

    /// <summary>Steps that were done.</summary>
    public int Step { get; }

    /// <summary>The images as the network's input: images x channels x height x width.</summary>
    public Tensor Inputs { get; }

    /// <summary>An image.</summary>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public RgbImage ToImage(int index = 0) => _preprocessing.ToImage(Inputs, index);
}
