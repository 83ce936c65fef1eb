using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>What the kernel of <see cref="ArgMax"/> is handed: lines of so many numbers, so far apart.</summary>
internal readonly record struct ArgMaxArguments(ArrayView<float> X, ArrayView<float> Y, int Count, int Step, int Smallest, int SelectsLast);

internal sealed partial record ArgMax
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int axis = Positive(Axis, input.Rank);
        device.ForEach(ArgMaxKernel, y.Count, new ArgMaxArguments(
            x[0].View, y.View, input[axis], input.Product(axis + 1, input.Rank), Smallest ? 1 : 0, SelectsLast ? 1 : 0));
    }

    private static void ArgMaxKernel(Index1D index, ArgMaxArguments a)
    {
        int start = index / a.Step * a.Count * a.Step + index % a.Step, found = 0;
        for (int i = 1; i < a.Count; i++)
        {
            if (Beats(a.X[start + i * a.Step], a.X[start + found * a.Step], a.Smallest != 0, a.SelectsLast != 0))
                found = i;
        }

        a.Y[index] = found;
    }
}
