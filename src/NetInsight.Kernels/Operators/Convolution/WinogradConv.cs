using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A 3 x 3 convolution with stride 1 by Winograd's minimal filtering: input fields are transformed, multiplied by one GEMM for each product
/// of a field, and transformed to output tiles, with bias, addend and ReLU in the epilogue. Tiles begin at the corner of each region.
/// </summary>
/// <remarks>
/// With F(4x4, 3x3):
/// <code>
///   d: feature maps  -- B' d B -->  V [36, tiles, input channels]
///                                     | 36 GEMMs with U [36, input channels, output channels], packed
///   y: regions     &lt;-- A' m A --   M [36, tiles, output channels]
/// </code>
/// With many tiles, a thread takes a block of them through all three steps, so that V and M stay in its cache; with few, each step is a
/// parallel loop of its own: over tiles, then over products and panels of U, then over tiles again.
/// </remarks>
internal sealed unsafe class WinogradConv<TForm> where TForm : IWinograd
{
    private const int PlanePadding = 16;        // floats between planes, so that they do not compete for one cache set

    private readonly DirtyFeatureMaps _maps;
    private readonly RegionBatch _regions;
    private readonly int[] _firstTile;
    private readonly int _top, _left, _inputs, _outputs;
    private readonly PackedMatrix[] _weights;
    private readonly Epilogue _epilogue;
    private readonly ConvDestination _target;
    private readonly float* _zeros;

    private WinogradConv(
        Window window,
        DirtyFeatureMaps maps,
        RegionBatch regions,
        PackedMatrix[] weights,
        Epilogue epilogue,
        ConvDestination target,
        float* zeros)
    {
        (_maps, _regions, _weights, _epilogue, _target) = (maps, regions, weights, epilogue, target);
        (_top, _left, _inputs, _outputs) = (window.Rows.Before, window.Columns.Before, weights[0].Depth, weights[0].Columns);
        _zeros = zeros;
        _firstTile = new int[regions.Count + 1];
        for (int index = 0; index < regions.Count; index++)
            _firstTile[index + 1] = _firstTile[index] + TilesOver(regions[index].Output);
    }

    private static int Products => TForm.Field * TForm.Field;

    /// <summary>Tiles that cover a region.</summary>
    public static int TilesOver(Region region) => TilesOver(region.Height) * TilesOver(region.Width);

    private static int TilesOver(int positions) => (positions + TForm.Tile - 1) / TForm.Tile;

    /// <summary>Computes a convolution; the tensors' memory is pinned.</summary>
    public static void Compute(
        CpuDevice device,
        Window window,
        DirtyFeatureMaps maps,
        RegionBatch regions,
        PackedMatrix[] weights,
        Epilogue epilogue,
        ConvDestination target)
    {
        using Scratch zeros = new(weights[0].Depth);
        new Span<float>(zeros.Pointer, weights[0].Depth).Clear();
        WinogradConv<TForm> conv = new(window, maps, regions, weights, epilogue, target, zeros.Pointer);
        int tiles = conv._firstTile[^1], block = BlockOf(conv._inputs, conv._outputs);
        if (tiles >= 2 * block * device.Threads || (device.Threads == 1 && tiles > block))
            conv.ByBlocks(device, tiles, block);
        else
            conv.BySteps(device, tiles, 4 * block);
    }

    /// <summary>Tiles that one thread takes at once: few enough that V and M stay in its cache, and enough to amortise reading U.</summary>
    private static int BlockOf(int inputs, int outputs) => (inputs + outputs) switch
    {
        <= 160 => 24,
        <= 320 => 48,
        _ => 96,
    };

    private nint InputPlane(int tiles) => (nint)tiles * _inputs + PlanePadding;

    private nint OutputPlane(int tiles) => (nint)tiles * _outputs + PlanePadding;

    /// <summary>Each thread takes blocks of tiles through all three steps.</summary>
    private void ByBlocks(CpuDevice device, int tiles, int block)
    {
        device.For((tiles + block - 1) / block, (long)block * Products * _inputs, index =>
        {
            int first = index * block, count = Math.Min(block, tiles - first);
            using Scratch v = new((int)(Products * InputPlane(block))), m = new((int)(Products * OutputPlane(block)));

            // V.
            TransformInputs(first, first + count, v.Pointer, InputPlane(block));

            // M: one GEMM for each product of a field.
            PanelRange panels = new(0, _weights[0].Panels);
            for (int product = 0; product < Products; product++)
                Multiply(product, v.Pointer + product * InputPlane(block), m.Pointer + product * OutputPlane(block), count, panels);

            // Y.
            TransformOutputs(first, first + count, m.Pointer, OutputPlane(block));
        });
    }

    /// <summary>Each step is a parallel loop of its own.</summary>
    private void BySteps(CpuDevice device, int tiles, int most)
    {
        int room = Math.Min(tiles, most);
        using Scratch v = new((int)(Products * InputPlane(room))), m = new((int)(Products * OutputPlane(room)));
        (nint from, nint to) = ((nint)v.Pointer, (nint)m.Pointer);
        for (int start = 0; start < tiles; start += most)
        {
            int first = start, count = Math.Min(most, tiles - first), panels = _weights[0].Panels;
            int shares = Math.Min(device.Threads, panels);

            // V: ranges of tiles in parallel.
            device.ForRanges(count, Products * _inputs, (tile, end) =>
                TransformInputs(first + tile, first + end, (float*)from + (nint)tile * _inputs, InputPlane(count)));

            // M: products times shares of the panels of U in parallel.
            device.For(Products * shares, (long)count * _inputs * _outputs / shares / 16, index =>
            {
                int product = index / shares, share = index % shares;
                PanelRange range = new(panels * share / shares, panels * (share + 1) / shares);
                Multiply(product, (float*)from + product * InputPlane(count), (float*)to + product * OutputPlane(count), count, range);
            });

            // Y: ranges of tiles in parallel.
            device.ForRanges(count, Products * _outputs, (tile, end) =>
                TransformOutputs(first + tile, first + end, (float*)to + (nint)tile * _outputs, OutputPlane(count)));
        }
    }

    private void Multiply(int product, float* v, float* m, int tiles, PanelRange panels) => Sgemm.Block(
        new StridedRows(v, _inputs), 0, tiles, _weights[product], panels, new MatrixRef(m, _outputs), Epilogue.None, default);

    /// <summary>V of some tiles: B' d B, eight channels at a time.</summary>
    [SkipLocalsInit]
    private void TransformInputs(int tile, int end, float* v, nint plane)
    {
        float** positions = stackalloc float*[Products];
        for (int index = RegionBatch.IndexOf(_firstTile, tile); tile < end; tile++, v += _inputs)
        {
            while (tile >= _firstTile[index + 1])
                index++;
            ref readonly BatchRegion region = ref _regions[index];

            // Field: the addresses of its positions.
            (int row, int column) = Corner(region, tile - _firstTile[index]);
            FindPositions(region, row - _top, column - _left, positions);

            // B' d B: 8 channels in the lanes. No remainder: Winograd serves only channels that are multiples of 8.
            for (nint channel = 0; channel < _inputs; channel += IWinograd.Lanes)
                TForm.Input(positions, channel, v + channel, plane);
        }
    }

    /// <summary>The corner of a tile, as a position of the whole result.</summary>
    private static (int Row, int Column) Corner(in BatchRegion region, int tile)
    {
        int across = TilesOver(region.Output.Width);
        return (region.Output.Top + tile / across * TForm.Tile, region.Output.Left + tile % across * TForm.Tile);
    }

    /// <summary>The addresses of the channels of a field's positions; of zeros for those in the padding.</summary>
    private void FindPositions(in BatchRegion region, int top, int left, float** positions)
    {
        Region field = new(top, left, TForm.Field, TForm.Field);
        bool isClean = Region.Of(_maps.Shape).Contains(field) && (region.Dirty.IsEmpty || !region.Dirty.Intersects(field));
        for (int u = 0; u < TForm.Field; u++)
        {
            float* line = isClean ? _maps.Clean(region, top + u, left) : null;
            for (int v = 0; v < TForm.Field; v++, positions++)
            {
                if (isClean)
                {
                    *positions = line + (nint)v * _maps.Shape.Channels;
                }
                else
                {
                    float* position = _maps.At(region, top + u, left + v);
                    *positions = position == null ? _zeros : position;
                }
            }
        }
    }

    /// <summary>Y of some tiles: A' m A, eight channels at a time; positions beyond the region are not stored.</summary>
    [SkipLocalsInit]
    private void TransformOutputs(int tile, int end, float* m, nint plane)
    {
        Vector256<float>* outputs = stackalloc Vector256<float>[TForm.Tile * TForm.Tile];
        fixed (float* bias = _epilogue.Bias)
        {
            for (int index = RegionBatch.IndexOf(_firstTile, tile); tile < end; tile++, m += _outputs)
            {
                while (tile >= _firstTile[index + 1])
                    index++;

                // Tile: where it begins in the result, and how much of it lies in the region.
                Region output = _regions[index].Output;
                (int row, int column) = Corner(_regions[index], tile - _firstTile[index]);
                nint position = _regions.OffsetOf(index) + (nint)(row - output.Top) * output.Width + column - output.Left;
                int rows = Math.Min(TForm.Tile, output.Bottom - row), columns = Math.Min(TForm.Tile, output.Right - column);

                // A' m A, then the epilogue: 8 channels in the lanes, no remainder.
                for (int channel = 0; channel < _outputs; channel += IWinograd.Lanes)
                {
                    TForm.Output(m + channel, plane, outputs);
                    Vector256<float> shift = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + channel);
                    for (int i = 0; i < rows; i++)
                        Write(outputs + i * TForm.Tile, columns, shift, position + (nint)i * output.Width, channel);
                }
            }
        }
    }

    /// <summary>Stores one row of a tile, eight channels of each position, with bias, addend and ReLU.</summary>
    private void Write(Vector256<float>* outputs, int columns, Vector256<float> shift, nint position, int channel)
    {
        MatrixRef result = _target.Result, added = _target.Addend, masks = _target.Mask;
        float* target = result.First + position * result.Stride + channel;
        float* addend = added.First == null ? null : added.First + position * added.Stride + channel;
        float* mask = masks.First == null ? null : masks.First + position * masks.Stride + channel;
        for (int j = 0; j < columns; j++, target += result.Stride)
        {
            Vector256<float> sum = outputs[j] + shift;
            if (addend != null)
                sum += Vector256.Load(addend + (nint)j * added.Stride);
            if (_epilogue.Relu)
                sum = ReluRule.Of(sum);
            (mask == null ? sum : _target.Interval.Of(sum, Vector256.Load(mask + (nint)j * masks.Stride))).Store(target);
        }
    }
}
