using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Synthesis.Transformations;

/// <summary>One step of a transformation that was drawn: linear in the image but for a constant, with its adjoint.</summary>
internal abstract class ImageStage
{
    /// <summary>Rows of the result.</summary>
    public abstract int Height { get; }

    /// <summary>Columns of the result.</summary>
    public abstract int Width { get; }

    /// <summary>Computes ahead, on several threads, what <see cref="Apply"/> and <see cref="Adjoint"/> need.</summary>
    public virtual void Prepare(CpuDevice device)
    {
    }

    /// <summary>Gives back what was computed ahead; it is computed anew where it is needed again.</summary>
    public virtual void Release()
    {
    }

    /// <summary>The transformed image.</summary>
    /// <param name="image">channels x height x width.</param>
    /// <param name="result">channels x <see cref="Height"/> x <see cref="Width"/>.</param>
    public abstract void Apply(ReadOnlySpan<float> image, Span<float> result);

    /// <summary>
    /// From the gradient with respect to the result to that with respect to the image: the transposed matrix of the linear part.
    /// </summary>
    /// <param name="gradient">channels x <see cref="Height"/> x <see cref="Width"/>.</param>
    /// <param name="result">channels x height x width of the image; is written.</param>
    public abstract void Adjoint(ReadOnlySpan<float> gradient, Span<float> result);
}
