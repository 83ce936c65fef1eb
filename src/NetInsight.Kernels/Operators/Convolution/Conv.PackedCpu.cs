using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A convolution packed for the CPU, with bias, addend and ReLU fused; the algorithm is chosen for each run's shapes. Inputs: x, the
/// addend (of the result's shape) where there is one, and the mask (of the same shape) where there is one.
/// </summary>
internal sealed unsafe record ConvPackedCpu(Window Window, ConvWeights Weights, Epilogue Epilogue, bool HasAddend = false)
    : CpuPackedOperator, IFusesRelu, IFusesAdd, IFusesMask, IWritesChannelSlice, IReadsChannelSlice, IComputesRegions
{
    private static readonly Window Point = Window.Square(1);

    /// <summary>
    /// The channel slice of a wider feature map that the result is written to; null where the result is a feature map of its own.
    /// </summary>
    public ChannelSlice? Slice { get; init; }

    /// <summary>The channel slice of a wider feature map that is read; null where the input is read whole.</summary>
    public ChannelSlice? Source { get; init; }

    /// <summary>What the last input must be for a result to pass; null where there is no mask.</summary>
    public PassInterval? Mask { get; init; }

    /// <inheritdoc/>
    public override string Name => nameof(Conv);

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override bool TakesFeatureMap(int input) => true;

    /// <inheritdoc/>
    public Operator WithRelu() => this with { Epilogue = Epilogue with { Relu = true } };

    /// <inheritdoc/>
    public Operator? WithAddend() => HasAddend || Epilogue.Relu ? null : this with { HasAddend = true };

    /// <inheritdoc/>
    public Operator? WithMask(PassInterval interval) => Mask is null && Slice is null ? this with { Mask = interval } : null;

    /// <inheritdoc/>
    public Operator? Into(ChannelSlice slice) => Slice is null && Mask is null ? this with { Slice = slice } : null;

    /// <inheritdoc/>
    public Operator? From(ChannelSlice slice) => Source is null ? this with { Source = slice } : null;

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        Window.Slide(FeatureMap.OfNchw(inputs[0], Name), Slice?.Total ?? Weights.Outputs, Name).ToNchw(inputs[0]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        Compute(
            device, x[0], null, RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape)), HasAddend ? x[1] : null, Mask is null ? null : x[^1], y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public void ForwardRegions(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor y) =>
        Compute(device, maps, dirty, regions, addend, null, y);

    private void Compute(
        CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor? mask, Tensor y)
    {
        ChannelSlice slice = Slice ?? new ChannelSlice(0, Weights.Outputs);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        Window window = Window.For(input);
        fixed (float* stored = maps.AsSpan(), patched = dirty is null ? default : dirty.AsSpan())
        fixed (float* result = y.AsSpan(), added = addend is null ? default : addend.AsSpan())
        fixed (float* masks = mask is null ? default : mask.AsSpan())
        {
            int first = Source?.First ?? 0;
            float* changed = patched == null ? null : patched + first;
            DirtyFeatureMaps source = new(stored + first, input, changed);
            ConvDestination target = new(
                new MatrixRef(result + slice.First, slice.Total), added == null ? default : new MatrixRef(added, Weights.Outputs))
            {
                Mask = masks == null ? default : new MatrixRef(masks, Weights.Outputs),
                Interval = Mask.GetValueOrDefault(),
            };
            switch (ConvAlgorithmSelector.Choose(device, window, Weights, regions))
            {
                case ConvAlgorithm.WinogradF4:
                    WinogradConv<WinogradF4>.Compute(device, window, source, regions, Weights.WinogradF4(device), Epilogue, target);
                    break;
                case ConvAlgorithm.WinogradF2:
                    WinogradConv<WinogradF2>.Compute(device, window, source, regions, Weights.WinogradF2(device), Epilogue, target);
                    break;
                default:
                    Direct(device, window, source, changed, regions, target);
                    break;
            }
        }
    }

    /// <summary>One GEMM for each group, over im2col rows, or over the positions themselves where the window is one tap.</summary>
    /// <remarks>
    /// <code>
    ///   for each group
    ///     one tap, contiguous positions:  GEMM of the positions in place [positions, channels] x packed weights;
    ///                                     of a gradient with few channels that are not 0, of these
    ///     otherwise:                      GEMM of virtual im2col rows [positions, taps x channels] x packed weights
    /// </code>
    /// </remarks>
    private void Direct(
        CpuDevice device, Window window, DirtyFeatureMaps source, float* dirty, RegionBatch regions, ConvDestination target)
    {
        PackedMatrix[] matrices = Weights.Direct(device);
        FeatureMap input = source.Shape;
        int channels = Weights.Inputs, outputs = Weights.Outputs / matrices.Length;
        bool isPoint = window with { Ceiling = false } == Point;
        float* contiguous = !isPoint ? null
            : regions.IsWhole ? source.Clean(default, 0, 0)
            : regions.OutputsAreDirtyRegions ? dirty : null;
        for (int group = 0; group < matrices.Length; group++)
        {
            int first = group * outputs;
            bool isWhole = matrices.Length == 1 || Epilogue.Bias is null;
            Epilogue epilogue = isWhole ? Epilogue : Epilogue with { Bias = Epilogue.Bias![first..(first + outputs)] };
            MatrixRef result = target.Result.From(0, first), addend = target.Addend.From(0, first), mask = target.Mask.From(0, first);

            // One tap, contiguous positions, of a gradient few channels only; otherwise im2col rows.
            MatrixRef positions = new(contiguous + group * channels, input.Channels);
            if (contiguous != null && Weights.IsMirrored && NonZeroChannels.Of(positions, regions.Positions, channels) is { } used)
            {
                using Scratch few = new(regions.Positions * used.Length);
                NonZeroChannels.Gather(positions, regions.Positions, used, few.Pointer);
                StridedRows rows = new(few.Pointer, used.Length);
                PackedMatrix weights = NonZeroChannels.Gather(matrices[group], used);
                Sgemm.Compute(device, rows, regions.Positions, weights, result, epilogue, addend, mask, target.Interval);
            }
            else if (contiguous != null)
            {
                StridedRows rows = new(contiguous + group * channels, input.Channels);
                Sgemm.Compute(device, rows, regions.Positions, matrices[group], result, epilogue, addend, mask, target.Interval);
            }
            else
            {
                Im2ColRows rows = new(source, regions, window, group * channels, channels);
                Sgemm.Compute(device, rows, regions.Positions, matrices[group], result, epilogue, addend, mask, target.Interval);
            }
        }
    }
}
