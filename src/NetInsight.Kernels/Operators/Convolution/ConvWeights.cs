using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// The weights of a convolution, packed for an algorithm when it is first used: once for all plans, and only for algorithms that are used.
/// </summary>
/// <param name="weight">Weights [M, C / groups, kh, kw].</param>
/// <param name="groups">Groups of channels.</param>
/// <param name="gain">A factor for each output channel, from a <see cref="ChannelAffine"/>; null for none.</param>
/// <param name="mirroring">See <see cref="Conv.IsMirrored"/>; null where the weights are read as they are.</param>
internal sealed unsafe class ConvWeights(Tensor weight, int groups, float[]? gain, Mirroring? mirroring = null)
{
    private readonly Lock _packing = new();
    private PackedMatrix[]? _direct, _winogradF4, _winogradF2;

    /// <summary>Output channels of all groups.</summary>
    public int Outputs => mirroring is null ? weight.Shape[0] : weight.Shape[1] * groups;

    /// <summary>Input channels of one group.</summary>
    public int Inputs => mirroring is null ? weight.Shape[1] : weight.Shape[0] / groups;

    /// <summary>Groups of channels.</summary>
    public int Groups => groups;

    /// <summary>See <see cref="Conv.IsMirrored"/>.</summary>
    public bool IsMirrored => mirroring is not null;

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
                using Scratch scratch = new(channels * taps);
                Span<float> filter = new(scratch.Pointer, channels * taps);
                CopyFilter(first + column, filter);
                float* target = matrix.ColumnAt(column);
                for (int t = 0; t < taps; t++)
                {
                    for (int c = 0; c < channels; c++, target += matrix.Kernel.Columns)
                        *target = filter[c * taps + t];
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
            Span<float> products = stackalloc float[packed.Length];
            using Scratch scratch = new(channels * 9);
            Span<float> filter = new(scratch.Pointer, channels * 9);
            CopyFilter(column, filter);
            for (int c = 0; c < channels; c++)
            {
                IWinograd.Filter<TForm>(filter.Slice(c * 9, 9), products);
                for (int product = 0; product < products.Length; product++)
                    packed[product].ColumnAt(column)[(nint)c * packed[product].Kernel.Columns] = products[product];
            }
        });
        return packed;
    }

    /// <summary>The filter of an output channel, [input channels of its group, taps], with the factors applied.</summary>
    private void CopyFilter(int output, Span<float> filter)
    {
        ReadOnlySpan<float> values = weight.AsSpan();
        int channels = Inputs, taps = filter.Length / Math.Max(channels, 1);
        if (mirroring is null)
        {
            float factor = gain is null ? 1 : gain[output];
            for (int i = 0; i < filter.Length; i++)
                filter[i] = values[output * filter.Length + i] * factor;
            return;
        }

        int perGroup = weight.Shape[1], first = output / perGroup * channels;
        for (int c = 0; c < channels; c++)
        {
            float factor = (mirroring.InputScale is { } scale ? scale[first + c] : 1) * (gain is null ? 1 : gain[output]);
            ReadOnlySpan<float> from = values.Slice(((first + c) * perGroup + output % perGroup) * taps, taps);
            for (int t = 0; t < taps; t++)
                filter[c * taps + t] = from[taps - 1 - t] * factor;
        }
    }
}

/// <summary>How weights of a <see cref="Conv.IsMirrored"/> convolution are read.</summary>
/// <param name="InputScale">A factor of each input channel; null for none.</param>
internal sealed record Mirroring(float[]? InputScale);
