using ILGPU;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// What GPU kernels apply to a sum before they store it: y = sum + bias + addend, then a ReLU; each where its flag is not 0.
/// </summary>
/// <param name="Bias">[columns].</param>
/// <param name="Addend">A matrix of the result's layout.</param>
/// <param name="HasBias">1 where there is a bias.</param>
/// <param name="HasAddend">1 where there is an addend.</param>
/// <param name="Relu">1 where a ReLU follows.</param>
internal readonly record struct GpuEpilogue(ArrayView<float> Bias, ArrayView<float> Addend, int HasBias, int HasAddend, int Relu)
{
    /// <summary>Makes an epilogue.</summary>
    /// <param name="filler">Any valid view: it stands for what is absent, since kernels do not take views of no memory.</param>
    /// <param name="bias">[columns]; null for none.</param>
    /// <param name="addend">A matrix of the result's layout; null for none.</param>
    /// <param name="relu">Whether a ReLU follows.</param>
    public static GpuEpilogue Of(
        ArrayView<float> filler, ArrayView<float>? bias = null, ArrayView<float>? addend = null, bool relu = false) =>
        new(bias ?? filler, addend ?? filler, bias is null ? 0 : 1, addend is null ? 0 : 1, relu ? 1 : 0);

    /// <summary>The result of a sum in a column; <paramref name="offset"/> is where it lies in the result.</summary>
    public float Apply(float sum, int column, int offset)
    {
        float value = HasBias != 0 ? sum + Bias[column] : sum;
        value = HasAddend != 0 ? value + Addend[offset] : value;
        return Relu != 0 ? ReluRule.Of(value) : value;
    }
}
