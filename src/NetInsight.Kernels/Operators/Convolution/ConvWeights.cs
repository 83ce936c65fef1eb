using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The weights of a convolution, packed for an algorithm when it is first used: once for all plans, and only for algorithms that are used.
/// </summary>
/// <param name="weight">Weights [M, C / groups, kh, kw].</param>
/// <param name="groups">Groups of channels.</param>
/// <param name="gain">A factor for each output channel, from a <see cref="ChannelAffine"/>; null for none.</param>
internal sealed unsafe class ConvWeights(Tensor weight, int groups, float[]? gain)
{
    private readonly Lock _packing = new();
    private PackedMatrix[]? _direct, _winogradF4, _winogradF2;

    /// <summary>Output channels of all groups.</summary>
    public int Outputs => weight.Shape[0];

    /// <summary>Input channels of one group.</summary>
    public int Inputs => weight.Shape[1];

    /// <summary>Groups of channels.</summary>
    public int Groups => groups;

    /// <summary>For each group a matrix [(tap row, tap column, channel), output channels].</summary>
    public PackedMatrix[] Direct(CpuDevice device) => Once(ref _direct, () => PackDirect(device));

    /// <summary>For each of the 36 GEMMs of Winograd's F(4x4, 3x3) a matrix [input channels, output channels].</summary>
    public PackedMatrix[] WinogradF4(CpuDevice device) => Once(ref _winogradF4, () => PackWinograd<WinogradF4>(device));

    /// <summary>For each of the 16 GEMMs of Winograd's F(2x2, 3x3) a matrix [input channels, output channels].</summary>
    public PackedMatrix[] WinogradF2(CpuDevice device) => Once(ref _winogradF2, () => PackWinograd<WinogradF2>(device));

    private PackedMatrix[] Once(ref PackedMatrix[]? packed, Func<PackedMatrix[]> pack)
    {
        if (Volatile.Read(ref packed) is { } known)
            return known;
        lock (_packing)                                     // what a cancelled run did not finish, the next begins anew
        {
            packed ??= pack();
            return packed;
        }
    }

    private PackedMatrix[] PackDirect(CpuDevice device)
    {
        int channels = Inputs, taps = weight.Shape.Product(2, weight.Shape.Rank), outputs = Outputs / groups;
        PackedMatrix[] packed = new PackedMatrix[groups];
        for (int group = 0; group < groups; group++)
        {
            int first = group * outputs;
            PackedMatrix matrix = packed[group] = PackedMatrix.Empty(taps * channels, outputs);
            matrix.ForColumns(device, column =>
            {
                ReadOnlySpan<float> filter = weight.AsSpan().Slice((first + column) * channels * taps, channels * taps);
                float factor = gain is null ? 1 : gain[first + column];
                float* target = matrix.ColumnAt(column);
                for (int t = 0; t < taps; t++)
                {
                    for (int c = 0; c < channels; c++, target += matrix.Kernel.Columns)
                        *target = filter[c * taps + t] * factor;
                }
            });
        }

        return packed;
    }

    private PackedMatrix[] PackWinograd<TForm>(CpuDevice device) where TForm : IWinograd
    {
        int channels = Inputs;
        PackedMatrix[] packed = new PackedMatrix[TForm.Field * TForm.Field];
        for (int product = 0; product < packed.Length; product++)
            packed[product] = PackedMatrix.Empty(channels, Outputs);
        packed[0].ForColumns(device, column =>
        {
            Span<float> filter = stackalloc float[9], products = stackalloc float[packed.Length];
            float factor = gain is null ? 1 : gain[column];
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<float> taps = weight.AsSpan().Slice((column * channels + c) * 9, 9);
                for (int t = 0; t < 9; t++)
                    filter[t] = taps[t] * factor;
                IWinograd.Filter<TForm>(filter, products);
                for (int product = 0; product < products.Length; product++)
                    packed[product].ColumnAt(column)[(nint)c * packed[product].Kernel.Columns] = products[product];
            }
        });
        return packed;
    }
}
