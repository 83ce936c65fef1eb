using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>
/// Arguments of the kernel of <see cref="Concat"/>: runs of one input, of Run elements, at offset Start in runs of Inner elements of the
/// result.
/// </summary>
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

    /// <summary>One thread for each element of one input.</summary>
    /// <remarks>
    /// <code>
    ///   x: [rows, Run]    y: [rows, Inner], the run at Start of each row
    ///   y[row, Start + k] = x[row, k]    global memory, neighbouring threads on neighbouring elements
    /// </code>
    /// </remarks>
    private static void ConcatKernel(Index1D i, ConcatArguments a)
    {
        int row = i / a.Run;
        a.Y[row * a.Inner + a.Start + (i - row * a.Run)] = a.X[i];
    }
}
