using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// A 3 x 3 convolution with stride 1 by Winograd's transforms: fields of places are transformed, multiplied as one matrix for each product, and
/// transformed back to tiles, with bias, addend and ReLU on the way out. Tiles begin at the corner of each part.
/// </summary>
/// <remarks>
/// With F(4x4, 3x3):
/// <code>
///   x: maps  -- B' x B -->  V[36][tile][input channel]
///                             | 36 products with U[36] (input x output channels, packed)
///   y: parts &lt;-- A' m A --  M[36][tile][output channel]
/// </code>
/// With many tiles a thread takes a block of them through all three steps, so that V and M stay in its cache; with few, the threads share out each
/// step: tiles, then products and output channels, then tiles again.
/// </remarks>
internal sealed unsafe class WinogradConv<TForm> where TForm : IWinograd
{
    private const int Apart = 16;               // floats between planes, so that they do not fall onto one place of the cache

    private readonly DirtyFeatureMaps _maps;
    private readonly RegionBatch _parts;
    private readonly int[] _firstTile;
    private readonly int _top, _left, _inputs, _outputs;
    private readonly PackedMatrix[] _weights;
    private readonly Epilogue _epilogue;
    private readonly ConvDestination _target;
    private readonly float* _zeros;

    private WinogradConv(Window window, DirtyFeatureMaps maps, RegionBatch parts, PackedMatrix[] weights, Epilogue epilogue, ConvDestination target, float* zeros)
    {
        (_maps, _parts, _weights, _epilogue, _target) = (maps, parts, weights, epilogue, target);
        (_top, _left, _inputs, _outputs) = (window.Rows.Before, window.Columns.Before, maps.Shape.Channels, weights[0].Columns);
        _zeros = zeros;
        _firstTile = new int[parts.Count + 1];
        for (int index = 0; index < parts.Count; index++)
            _firstTile[index + 1] = _firstTile[index] + TilesOver(parts[index].Output);
    }

    private static int Products => TForm.Field * TForm.Field;

    /// <summary>Tiles that cover a part.</summary>
    public static int TilesOver(Region wanted) => TilesOver(wanted.Height) * TilesOver(wanted.Width);

    private static int TilesOver(int places) => (places + TForm.Tile - 1) / TForm.Tile;

    /// <summary>Computes a convolution; the tensors' memory is pinned.</summary>
    public static void Compute(CpuDevice device, Window window, DirtyFeatureMaps maps, RegionBatch parts, PackedMatrix[] weights, Epilogue epilogue, ConvDestination target)
    {
        using Scratch zeros = new(maps.Shape.Channels);
        new Span<float>(zeros.Pointer, maps.Shape.Channels).Clear();
        WinogradConv<TForm> conv = new(window, maps, parts, weights, epilogue, target, zeros.Pointer);
        int tiles = conv._firstTile[^1], block = BlockOf(conv._inputs, conv._outputs);
        if (tiles >= 2 * block * device.Threads || (device.Threads == 1 && tiles > block))
            conv.ByBlocks(device, tiles, block);
        else
            conv.BySteps(device, tiles, 4 * block);
    }

    /// <summary>Tiles that one thread takes at once: as many as keep V and M near, but enough to be worth reading U.</summary>
    private static int BlockOf(int inputs, int outputs) => (inputs + outputs) switch
    {
        <= 160 => 24,
        <= 320 => 48,
        _ => 96,
    };

    private nint InputPlane(int tiles) => (nint)tiles * _inputs + Apart;

    private nint OutputPlane(int tiles) => (nint)tiles * _outputs + Apart;

    private void ByBlocks(CpuDevice device, int tiles, int block) => device.For((tiles + block - 1) / block, (long)block * Products * _inputs, piece =>
    {
        int first = piece * block, count = Math.Min(block, tiles - first);
        using Scratch v = new((int)(Products * InputPlane(block))), m = new((int)(Products * OutputPlane(block)));
        TransformInputs(first, first + count, v.Pointer, InputPlane(block));
        for (int product = 0; product < Products; product++)
            Multiply(product, v.Pointer + product * InputPlane(block), m.Pointer + product * OutputPlane(block), count, 0, _weights[0].Panels);
        TransformOutputs(first, first + count, m.Pointer, OutputPlane(block));
    });

    private void BySteps(CpuDevice device, int tiles, int most)
    {
        using Scratch v = new((int)(Products * InputPlane(Math.Min(tiles, most)))), m = new((int)(Products * OutputPlane(Math.Min(tiles, most))));
        (nint from, nint to) = ((nint)v.Pointer, (nint)m.Pointer);
        for (int start = 0; start < tiles; start += most)
        {
            int first = start, count = Math.Min(most, tiles - first), panels = _weights[0].Panels;
            int parts = Math.Min(device.Threads, panels);
            device.ForRanges(count, Products * _inputs, (tile, end) =>
                TransformInputs(first + tile, first + end, (float*)from + (nint)tile * _inputs, InputPlane(count)));
            device.For(Products * parts, (long)count * _inputs * _outputs / parts / 16, piece =>
            {
                int product = piece / parts, part = piece % parts;
                Multiply(product, (float*)from + product * InputPlane(count), (float*)to + product * OutputPlane(count), count, panels * part / parts, panels * (part + 1) / parts);
            });
            device.ForRanges(count, Products * _outputs, (tile, end) =>
                TransformOutputs(first + tile, first + end, (float*)to + (nint)tile * _outputs, OutputPlane(count)));
        }
    }

    private void Multiply(int product, float* v, float* m, int tiles, int firstPanel, int endPanel) => Sgemm.Block(
        new StridedRows(v, _inputs), 0, tiles, _weights[product], firstPanel, endPanel, m, _outputs, Epilogue.None, null, 0);

    [SkipLocalsInit]
    private void TransformInputs(int tile, int end, float* v, nint plane)
    {
        float** places = stackalloc float*[Products];
        for (int index = RegionBatch.IndexOf(_firstTile, tile); tile < end; tile++, v += _inputs)
        {
            while (tile >= _firstTile[index + 1])
                index++;
            ref readonly BatchRegion part = ref _parts[index];
            (int row, int column) = Corner(part, tile - _firstTile[index]);
            FindPlaces(part, row - _top, column - _left, places);
            for (nint channel = 0; channel < _inputs; channel += IWinograd.Lanes)
                TForm.Input(places, channel, v + channel, plane);
        }
    }

    /// <summary>The corner of a tile, as a place of the whole result.</summary>
    private static (int Row, int Column) Corner(in BatchRegion part, int tile)
    {
        int across = TilesOver(part.Output.Width);
        return (part.Output.Top + tile / across * TForm.Tile, part.Output.Left + tile % across * TForm.Tile);
    }

    /// <summary>Where the channels of a field's places lie.</summary>
    private void FindPlaces(in BatchRegion part, int top, int left, float** places)
    {
        Region field = new(top, left, TForm.Field, TForm.Field);
        bool isPlain = Region.Of(_maps.Shape).Contains(field) && (part.Dirty.IsEmpty || !part.Dirty.Intersects(field));
        for (int u = 0; u < TForm.Field; u++)
        {
            float* line = isPlain ? _maps.Clean(part, top + u, left) : null;
            for (int v = 0; v < TForm.Field; v++, places++)
            {
                if (isPlain)
                {
                    *places = line + (nint)v * _inputs;
                }
                else
                {
                    float* place = _maps.At(part, top + u, left + v);
                    *places = place == null ? _zeros : place;
                }
            }
        }
    }

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
                Region wanted = _parts[index].Output;
                (int row, int column) = Corner(_parts[index], tile - _firstTile[index]);
                nint place = _parts.OffsetOf(index) + (nint)(row - wanted.Top) * wanted.Width + column - wanted.Left;
                int rows = Math.Min(TForm.Tile, wanted.Bottom - row), columns = Math.Min(TForm.Tile, wanted.Right - column);
                for (int channel = 0; channel < _outputs; channel += IWinograd.Lanes)
                {
                    TForm.Output(m + channel, plane, outputs);
                    Vector256<float> shift = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + channel);
                    for (int i = 0; i < rows; i++)
                        Write(outputs + i * TForm.Tile, columns, shift, place + (nint)i * wanted.Width, channel);
                }
            }
        }
    }

    private void Write(Vector256<float>* outputs, int columns, Vector256<float> shift, nint place, int channel)
    {
        float* target = _target.First + place * _target.Stride + channel, addend = _target.Addend == null ? null : _target.Addend + place * _outputs + channel;
        for (int j = 0; j < columns; j++, target += _target.Stride)
        {
            Vector256<float> sum = outputs[j] + shift;
            if (addend != null)
                sum += Vector256.Load(addend + (nint)j * _outputs);
            (_epilogue.Relu ? Relu.Of(sum) : sum).Store(target);
        }
    }
}
