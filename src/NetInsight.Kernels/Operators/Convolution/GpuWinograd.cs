using ILGPU;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Arguments of the kernels of <see cref="GpuWinograd"/>.</summary>
/// <param name="Map">The feature map, NHWC: inputs, or outputs.</param>
/// <param name="Fields">[36, tiles, channels]: transformed inputs, or products.</param>
/// <param name="Shape">The extents of the feature map.</param>
/// <param name="Down">Tiles of 4 outputs down an image.</param>
/// <param name="Across">Tiles across an image.</param>
/// <param name="First">The first tile of this launch.</param>
/// <param name="Tiles">Tiles of this launch.</param>
/// <param name="Top">Padding above the input; unused for outputs.</param>
/// <param name="Left">Padding left of the input.</param>
/// <param name="Epilogue">What is applied to outputs.</param>
internal readonly record struct WinogradArguments(
    ArrayView<float> Map,
    ArrayView<float> Fields,
    FeatureMap Shape,
    int Down,
    int Across,
    int First,
    int Tiles,
    int Top,
    int Left,
    GpuEpilogue Epilogue);

/// <summary>Arguments of the kernel that transforms weights: [taps, channels, outputs] to [36, channels, outputs].</summary>
internal readonly record struct WinogradWeightArguments(ArrayView<float> Weights, ArrayView<float> Factors, int Count);

/// <summary>A 3 x 3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3) on the GPU: 36 products for 144.</summary>
/// <remarks>
/// <code>
///   d: 6 x 6 inputs   -- B' d B --> V [36, tiles, channels]
///                                   | 36 GEMMs in one launch with U [36, channels, outputs] = G g G'
///   y: 4 x 4 outputs &lt;-- A' m A --  M [36, tiles, outputs]
/// </code>
/// Tiles go through in blocks, so that V and M take a bounded amount of memory.
/// </remarks>
internal static class GpuWinograd
{
    private const int Tile = 4, Field = 6, Products = Field * Field;

    /// <summary>The most floats of V and M together: half a gibibyte; and that share of the GPU's memory.</summary>
    private const long MostFloats = 1L << 27, MemoryShare = 16;

    /// <summary>Bytes of memory that are a multiprocessor's share in a clock.</summary>
    private const double BytesPerClock = 16;

    /// <summary>Clocks that two further kernels cost.</summary>
    private const double LaunchClocks = 14000;

    /// <summary>
    /// Whether it computes a convolution of these channels, and is expected to be faster there than one GEMM over windows.
    /// </summary>
    public static bool IsFaster(GpuDevice device, GpuWindow window, int outputs)
    {
        int channels = window.Input.Channels;
        if (device.Precision == Precision.Exact
            || window.Rows is not { Kernel: 3, Stride: 1, Dilation: 1 }
            || window.Columns is not { Kernel: 3, Stride: 1, Dilation: 1 }
            || channels < 16 || outputs < 16 || ((channels | outputs) & 3) != 0)
        {
            return false;
        }

        int positions = window.Output.Batch * window.Output.Positions, block = BlockOf(device, window, outputs), tiles = TilesOf(window);
        double direct = GpuGemmPlan.Of(positions, outputs, 9 * channels, 1, device.Multiprocessors).Clocks;
        double products = GpuGemmPlan.Of(block, outputs, channels, Products, device.Multiprocessors).Clocks * tiles / block;
        double bytes = sizeof(float) * (2.0 * Products * tiles * (channels + outputs) + (double)positions * (1.5 * channels + outputs));
        return products + LaunchClocks + bytes / (BytesPerClock * device.Multiprocessors) < direct;
    }

    /// <summary>Queues the convolution.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="x">The feature map.</param>
    /// <param name="window">Its window, 3 x 3 with stride 1.</param>
    /// <param name="weights">[taps, channels, outputs].</param>
    /// <param name="y">The result.</param>
    /// <param name="epilogue">What is applied to its elements.</param>
    public static void Run(GpuDevice device, GpuTensor x, GpuWindow window, GpuTensor weights, GpuTensor y, GpuEpilogue epilogue)
    {
        int channels = window.Input.Channels, outputs = window.Output.Channels;
        int tiles = TilesOf(window), block = BlockOf(device, window, outputs);
        GpuTensor factors = FactorsOf(device, weights, channels, outputs);
        GpuTensor v = device.Rent(new Shape(Products, block, channels));
        GpuTensor? m = null;
        try
        {
            m = device.Rent(new Shape(Products, block, outputs));
            for (int first = 0; first < tiles; first += block)
            {
                int count = Math.Min(block, tiles - first);
                WinogradArguments fields = new(
                    x.View,
                    v.View,
                    window.Input,
                    (window.Output.Height + Tile - 1) / Tile,
                    (window.Output.Width + Tile - 1) / Tile,
                    first,
                    count,
                    window.Rows.Before,
                    window.Columns.Before,
                    GpuEpilogue.Of(x.View));
                device.ForEach(InputKernel, count * channels, fields);
                GpuSgemm.Run(device, new GpuSgemmArguments(
                    v.View,
                    GpuIm2ColRows.OfMatrix(count, channels),
                    factors.View,
                    channels,
                    outputs,
                    new GpuMatrixRef(m.View, outputs),
                    GpuEpilogue.Of(x.View))
                {
                    Batch = new GpuGemmBatch(Products, count * channels, channels * outputs, count * outputs, 0),
                });
                device.ForEach(OutputKernel, count * outputs, fields with
                {
                    Map = y.View,
                    Fields = m.View,
                    Shape = window.Output,
                    Epilogue = epilogue,
                });
            }
        }
        finally
        {
            device.Return(v);                   // work is done in order: whoever rents the memory next writes after the kernels have read
            if (m is not null)
                device.Return(m);
        }
    }

    private static int TilesOf(GpuWindow window) =>
        window.Output.Batch * ((window.Output.Height + Tile - 1) / Tile) * ((window.Output.Width + Tile - 1) / Tile);

    private static int BlockOf(GpuDevice device, GpuWindow window, int outputs)
    {
        long most = Math.Min(MostFloats, device.LimitBytes / (MemoryShare * sizeof(float)));
        return (int)Math.Clamp(most / (Products * (long)(window.Input.Channels + outputs)), 1, TilesOf(window));
    }

    /// <summary>U, which is computed once and kept with the weights.</summary>
    private static GpuTensor FactorsOf(GpuDevice device, GpuTensor weights, int channels, int outputs) => device.Derived(
        (weights, nameof(GpuWinograd)),
        new Shape(Products, channels, outputs),
        factors => device.ForEach(
            WeightKernel, channels * outputs, new WinogradWeightArguments(weights.View, factors.View, channels * outputs)));

    /// <summary>One thread for each pair of a channel and an output: U = G g G'.</summary>
    private static void WeightKernel(Index1D index, WinogradWeightArguments a)
    {
        GpuFloat6 c0 = GpuFloat6.OfWeights(a.Weights[index], a.Weights[3 * a.Count + index], a.Weights[6 * a.Count + index]);
        GpuFloat6 c1 = GpuFloat6.OfWeights(a.Weights[a.Count + index], a.Weights[4 * a.Count + index], a.Weights[7 * a.Count + index]);
        GpuFloat6 c2 = GpuFloat6.OfWeights(a.Weights[2 * a.Count + index], a.Weights[5 * a.Count + index], a.Weights[8 * a.Count + index]);
        StoreFields(a.Factors, index, a.Count, GpuFloat6.OfWeights(c0.V0, c1.V0, c2.V0));
        StoreFields(a.Factors, index + 6 * a.Count, a.Count, GpuFloat6.OfWeights(c0.V1, c1.V1, c2.V1));
        StoreFields(a.Factors, index + 12 * a.Count, a.Count, GpuFloat6.OfWeights(c0.V2, c1.V2, c2.V2));
        StoreFields(a.Factors, index + 18 * a.Count, a.Count, GpuFloat6.OfWeights(c0.V3, c1.V3, c2.V3));
        StoreFields(a.Factors, index + 24 * a.Count, a.Count, GpuFloat6.OfWeights(c0.V4, c1.V4, c2.V4));
        StoreFields(a.Factors, index + 30 * a.Count, a.Count, GpuFloat6.OfWeights(c0.V5, c1.V5, c2.V5));
    }

    /// <remarks>
    /// <code>
    ///   one thread for each channel of a tile; neighbouring threads on neighbouring channels
    ///   columns: 6 inputs of each column of the field, transformed     X: global memory, 0 outside; columns: registers
    ///   rows:    each row of what came of it, transformed              V: global memory, a plane for each product
    /// </code>
    /// </remarks>
    private static void InputKernel(Index1D index, WinogradArguments a)
    {
        int tile = index / a.Shape.Channels, c = index - tile * a.Shape.Channels, planes = a.Tiles * a.Shape.Channels;
        int line = (a.First + tile) / a.Across, n = line / a.Down;
        int top = (line - n * a.Down) * Tile - a.Top, left = (a.First + tile - line * a.Across) * Tile - a.Left;
        GpuFloat6 c0 = Column(a, n, top, left, c), c1 = Column(a, n, top, left + 1, c), c2 = Column(a, n, top, left + 2, c);
        GpuFloat6 c3 = Column(a, n, top, left + 3, c), c4 = Column(a, n, top, left + 4, c), c5 = Column(a, n, top, left + 5, c);
        StoreFields(a.Fields, index, planes, new GpuFloat6(c0.V0, c1.V0, c2.V0, c3.V0, c4.V0, c5.V0).OfInputs());
        StoreFields(a.Fields, index + 6 * planes, planes, new GpuFloat6(c0.V1, c1.V1, c2.V1, c3.V1, c4.V1, c5.V1).OfInputs());
        StoreFields(a.Fields, index + 12 * planes, planes, new GpuFloat6(c0.V2, c1.V2, c2.V2, c3.V2, c4.V2, c5.V2).OfInputs());
        StoreFields(a.Fields, index + 18 * planes, planes, new GpuFloat6(c0.V3, c1.V3, c2.V3, c3.V3, c4.V3, c5.V3).OfInputs());
        StoreFields(a.Fields, index + 24 * planes, planes, new GpuFloat6(c0.V4, c1.V4, c2.V4, c3.V4, c4.V4, c5.V4).OfInputs());
        StoreFields(a.Fields, index + 30 * planes, planes, new GpuFloat6(c0.V5, c1.V5, c2.V5, c3.V5, c4.V5, c5.V5).OfInputs());
    }

    /// <summary>A column of a field, transformed.</summary>
    private static GpuFloat6 Column(WinogradArguments a, int n, int top, int column, int c)
    {
        bool isInside = column >= 0 && column < a.Shape.Width;
        return new GpuFloat6(
            Input(a, n, top, column, c, isInside),
            Input(a, n, top + 1, column, c, isInside),
            Input(a, n, top + 2, column, c, isInside),
            Input(a, n, top + 3, column, c, isInside),
            Input(a, n, top + 4, column, c, isInside),
            Input(a, n, top + 5, column, c, isInside)).OfInputs();
    }

    private static float Input(WinogradArguments a, int n, int row, int column, int c, bool isInside) =>
        isInside && row >= 0 && row < a.Shape.Height
            ? a.Map[((n * a.Shape.Height + row) * a.Shape.Width + column) * a.Shape.Channels + c]
            : 0;

    private static void StoreFields(ArrayView<float> fields, int at, int planes, GpuFloat6 values)
    {
        fields[at] = values.V0;
        fields[at + planes] = values.V1;
        fields[at + 2 * planes] = values.V2;
        fields[at + 3 * planes] = values.V3;
        fields[at + 4 * planes] = values.V4;
        fields[at + 5 * planes] = values.V5;
    }

    /// <remarks>
    /// <code>
    ///   one thread for each output channel of a tile; neighbouring threads on neighbouring channels
    ///   rows:    6 products of each row of the field, to 4             M: global memory; rows: registers
    ///   columns: each column of what came of it, to 4, the epilogue    Y: global memory, where the output has that position
    /// </code>
    /// </remarks>
    private static void OutputKernel(Index1D index, WinogradArguments a)
    {
        int tile = index / a.Shape.Channels, k = index - tile * a.Shape.Channels, planes = a.Tiles * a.Shape.Channels;
        int line = (a.First + tile) / a.Across, n = line / a.Down;
        int top = (line - n * a.Down) * Tile, left = (a.First + tile - line * a.Across) * Tile;
        GpuFloat6 r0 = Row(a, index, planes), r1 = Row(a, index + 6 * planes, planes), r2 = Row(a, index + 12 * planes, planes);
        GpuFloat6 r3 = Row(a, index + 18 * planes, planes), r4 = Row(a, index + 24 * planes, planes);
        GpuFloat6 r5 = Row(a, index + 30 * planes, planes);
        StoreColumn(a, n, top, left, k, new GpuFloat6(r0.V0, r1.V0, r2.V0, r3.V0, r4.V0, r5.V0).ToOutputs());
        StoreColumn(a, n, top, left + 1, k, new GpuFloat6(r0.V1, r1.V1, r2.V1, r3.V1, r4.V1, r5.V1).ToOutputs());
        StoreColumn(a, n, top, left + 2, k, new GpuFloat6(r0.V2, r1.V2, r2.V2, r3.V2, r4.V2, r5.V2).ToOutputs());
        StoreColumn(a, n, top, left + 3, k, new GpuFloat6(r0.V3, r1.V3, r2.V3, r3.V3, r4.V3, r5.V3).ToOutputs());
    }

    /// <summary>A row of a field's products, to four columns.</summary>
    private static GpuFloat6 Row(WinogradArguments a, int at, int planes) => new GpuFloat6(
        a.Fields[at],
        a.Fields[at + planes],
        a.Fields[at + 2 * planes],
        a.Fields[at + 3 * planes],
        a.Fields[at + 4 * planes],
        a.Fields[at + 5 * planes]).ToOutputs();

    private static void StoreColumn(WinogradArguments a, int n, int top, int column, int k, GpuFloat6 values)
    {
        if (column >= a.Shape.Width)
            return;
        StoreOutput(a, n, top, column, k, values.V0);
        StoreOutput(a, n, top + 1, column, k, values.V1);
        StoreOutput(a, n, top + 2, column, k, values.V2);
        StoreOutput(a, n, top + 3, column, k, values.V3);
    }

    private static void StoreOutput(WinogradArguments a, int n, int row, int column, int k, float value)
    {
        if (row >= a.Shape.Height)
            return;
        int offset = ((n * a.Shape.Height + row) * a.Shape.Width + column) * a.Shape.Channels + k;
        a.Map[offset] = a.Epilogue.Apply(value, k, offset);
    }
}
