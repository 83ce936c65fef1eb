using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A convolution made ready for the processor: bias, addend and ReLU fused, the algorithm chosen by the work it meets. Inputs: x, and the addend (as large
/// as the result) where there is one.
/// </summary>
internal sealed unsafe record ConvPackedCpu(Window Window, ConvWeights Weights, Epilogue Epilogue, bool HasAddend = false)
    : CpuPackedOperator, IFusesRelu, IFusesAdd, IWritesChannelSlice, IComputesRegions
{
    private static readonly Window Point = Window.Square(1);

    /// <summary>Where the result goes within a wider map; null where it is a map of its own.</summary>
    public ChannelSlice? Place { get; init; }

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
    public Operator? Into(ChannelSlice place) => Place is null ? this with { Place = place } : null;

    /// <inheritdoc/>
    public override bool IsPerImage => true;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) =>
        Window.Slide(FeatureMap.OfNchw(inputs[0], Name), Place?.Total ?? Weights.Outputs, Name).ToNchw(inputs[0]);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        ForwardRegions(device, x[0], null, RegionBatch.Whole(FeatureMap.OfNhwc(y.Shape)), HasAddend ? x[1] : null, y);

    /// <inheritdoc/>
    public Window WindowOver(FeatureMap input) => Window.For(input);

    /// <inheritdoc/>
    public void ForwardRegions(CpuDevice device, Tensor maps, Tensor? patches, RegionBatch parts, Tensor? addend, Tensor y)
    {
        ChannelSlice place = Place ?? new ChannelSlice(0, Weights.Outputs);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        Window window = Window.For(input);
        fixed (float* stored = maps.AsSpan(), patched = patches is null ? default : patches.AsSpan(), result = y.AsSpan(), added = addend is null ? default : addend.AsSpan())
        {
            DirtyFeatureMaps source = new(stored, input, patched);
            ConvDestination target = new(result + place.First, place.Total, added);
            switch (ConvAlgorithmSelector.Choose(device, window, Weights, parts))
            {
                case ConvAlgorithm.WinogradF4:
                    WinogradConv<WinogradF4>.Compute(device, window, source, parts, Weights.WinogradF4(device), Epilogue, target);
                    break;
                case ConvAlgorithm.WinogradF2:
                    WinogradConv<WinogradF2>.Compute(device, window, source, parts, Weights.WinogradF2(device), Epilogue, target);
                    break;
                default:
                    Direct(device, window, source, patched, parts, target);
                    break;
            }
        }
    }

    /// <summary>A product for each group, whose rows are the places of the result.</summary>
    private void Direct(CpuDevice device, Window window, DirtyFeatureMaps source, float* patches, RegionBatch parts, ConvDestination target)
    {
        PackedMatrix[] matrices = Weights.Direct(device);
        FeatureMap input = source.Shape;
        int channels = input.Channels / matrices.Length, outputs = Weights.Outputs / matrices.Length;
        bool isPoint = window with { Ceiling = false } == Point;
        float* straight = !isPoint ? null : parts.IsWhole ? source.Clean(default, 0, 0) : parts.OutputsAreDirtyRegions ? patches : null;
        for (int group = 0; group < matrices.Length; group++)
        {
            int first = group * outputs;
            Epilogue epilogue = matrices.Length == 1 || Epilogue.Bias is null ? Epilogue : Epilogue with { Bias = Epilogue.Bias[first..(first + outputs)] };
            float* to = target.First + first, add = target.Addend == null ? null : target.Addend + first;
            if (straight != null)
                Sgemm.Compute(device, new StridedRows(straight + group * channels, input.Channels), parts.Positions, matrices[group], to, target.Stride, epilogue, add, Weights.Outputs);
            else
                Sgemm.Compute(device, new Im2ColRows(source, parts, window, group * channels, channels), parts.Positions, matrices[group], to, target.Stride, epilogue, add, Weights.Outputs);
        }
    }
}
