using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>What the kernel of <see cref="Concat"/> is handed: runs of one input, and where they stand in the result.</summary>
internal readonly record struct ConcatArguments(ArrayView<float> X, ArrayView<float> Y, int Run, int Inner, int Start);

internal sealed partial record Concat
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int axis = Positive(Axis, y.Shape.Rank), inner = y.Shape.Product(axis, y.Shape.Rank), before = 0;
        foreach (GpuTensor input in x)
        {
            int run = input.Shape.Product(axis, input.Shape.Rank);
            device.ForEach(ConcatKernel, input.Count, new ConcatArguments(input.View, y.View, run, inner, before));
            before += run;
        }
    }

    private static void ConcatKernel(Index1D i, ConcatArguments a)
    {
        int row = i / a.Run;
        a.Y[row * a.Inner + a.Start + (i - row * a.Run)] = a.X[i];
    }
}
