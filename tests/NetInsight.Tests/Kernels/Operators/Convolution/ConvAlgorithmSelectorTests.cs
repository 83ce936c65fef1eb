using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Convolution;

public sealed class ConvAlgorithmSelectorTests
{
    private static readonly CpuDevice Fast = new(2);

    /// <summary>Layers of bench/RESULTS.md for which one algorithm is clearly fastest.</summary>
    [Theory]
    [InlineData(64, 64, 56, 1, ConvAlgorithm.WinogradF4)]
    [InlineData(512, 512, 7, 1, ConvAlgorithm.WinogradF2)]
    [InlineData(512, 512, 7, 8, ConvAlgorithm.WinogradF4)]
    [InlineData(256, 256, 1, 1, ConvAlgorithm.Direct)]
    [InlineData(12, 64, 56, 1, ConvAlgorithm.Direct)]
    internal void The_fastest_is_chosen(int inputs, int outputs, int extent, int batch, ConvAlgorithm expected) =>
        Assert.Equal(expected, Choose(Fast, Window.Square(3, padding: 1), inputs, outputs, extent, batch));

    [Fact]
    public void Other_convolutions_and_exact_arithmetic_are_direct()
    {
        Assert.Equal(ConvAlgorithm.Direct, Choose(new CpuDevice(2, Precision.Exact), Window.Square(3, padding: 1), 64, 64, 56, 1));
        Assert.Equal(ConvAlgorithm.Direct, Choose(Fast, Window.Square(3, stride: 2, padding: 1), 64, 64, 28, 1));
        Assert.Equal(ConvAlgorithm.Direct, Choose(Fast, Window.Square(3, padding: 2, dilation: 2), 64, 64, 56, 1));
        Assert.Equal(ConvAlgorithm.Direct, Choose(Fast, Window.Square(5, padding: 2), 64, 64, 56, 1));
    }

    private static ConvAlgorithm Choose(CpuDevice device, Window window, int inputs, int outputs, int extent, int batch)
    {
        ConvWeights weights = new(new Tensor(new Shape(outputs, inputs, window.Rows.Kernel, window.Columns.Kernel)), 1, null);
        return ConvAlgorithmSelector.Choose(device, window, weights, RegionBatch.Whole(new FeatureMap(batch, extent, extent, outputs)));
    }
}
