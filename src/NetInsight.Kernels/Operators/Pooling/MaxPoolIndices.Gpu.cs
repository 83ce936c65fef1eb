using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>What the kernel of <see cref="MaxPoolIndices"/> is handed: plain maps, and a window over them.</summary>
internal readonly record struct PoolIndicesArguments(ArrayView<float> X, ArrayView<float> Y, GpuWindow Window, int ColumnMajor);

internal sealed partial record MaxPoolIndices
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        FeatureMap input = FeatureMap.OfNchw(x[0].Shape, Name), output = FeatureMap.OfNchw(y.Shape, Name);
        Window window = Window.For(input);
        device.ForEach(PoolIndicesKernel, y.Count, new PoolIndicesArguments(
            x[0].View, y.View, new GpuWindow(window.Rows, window.Columns, input, output), ColumnMajor ? 1 : 0));
    }

    private static void PoolIndicesKernel(Index1D index, PoolIndicesArguments a)
    {
        FeatureMap input = a.Window.Input, output = a.Window.Output;
        int map = index / output.Positions, at = index - map * output.Positions, i = at / output.Width, start = map * input.Positions;
        WindowTaps rows = new(a.Window.Rows, i, input.Height), columns = new(a.Window.Columns, at - i * output.Width, input.Width);
        int largest = -1;
        float best = 0;
        for (int u = rows.First; u < rows.End; u++)
        {
            for (int v = columns.First; v < columns.End; v++)
            {
                int place = (rows.Start + u * a.Window.Rows.Dilation) * input.Width + columns.Start + v * a.Window.Columns.Dilation;
                float value = a.X[start + place];
                if (largest >= 0 && !(value > best) && (!float.IsNaN(value) || float.IsNaN(best)))
                    continue;
                largest = place;
                best = value;
            }
        }

        if (largest >= 0 && a.ColumnMajor != 0)
            largest = largest / input.Width + largest % input.Width * input.Height;
        a.Y[index] = largest < 0 ? -1 : start + largest;
    }
}
