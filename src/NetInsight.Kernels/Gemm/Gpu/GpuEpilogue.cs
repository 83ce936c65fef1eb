using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

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

    /// <summary>Stores the results of four neighbouring sums; all offsets are multiples of four.</summary>
    public void StoreQuad(ArrayView<float> target, GpuFloat4 sums, int column, int offset)
    {
        float v0 = sums.V0, v1 = sums.V1, v2 = sums.V2, v3 = sums.V3;
        if (HasBias != 0)
        {
            GpuFloat4 bias = GpuQuads.Of(Bias, column);
            (v0, v1, v2, v3) = (v0 + bias.V0, v1 + bias.V1, v2 + bias.V2, v3 + bias.V3);
        }

        if (HasAddend != 0)
        {
            GpuFloat4 addend = GpuQuads.Of(Addend, offset);
            (v0, v1, v2, v3) = (v0 + addend.V0, v1 + addend.V1, v2 + addend.V2, v3 + addend.V3);
        }

        if (Relu != 0)
            (v0, v1, v2, v3) = (ReluRule.Of(v0), ReluRule.Of(v1), ReluRule.Of(v2), ReluRule.Of(v3));
        GpuQuads.Set(target, offset, new GpuFloat4(v0, v1, v2, v3));
    }
}
