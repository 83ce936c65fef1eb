using System.Runtime.Intrinsics;

namespace NetInsight;

/// <summary>
/// A 3 x 3 convolution with stride 1 by <see cref="Winograd"/>'s transforms: fields of 6 x 6 places are transformed, multiplied as 36 matrices, and
/// transformed back to tiles of 4 x 4 places, with bias, addend and ReLU on the way out.
/// </summary>
/// <remarks>
/// <code>
///   x: maps  -- B' x B -->  V[36][tile][input channel]
///                             | 36 products with U[36] (input x output channels, packed)
///   y: maps  &lt;-- A' m A --  M[36][tile][output channel]
/// </code>
/// With many tiles a thread takes a block of them through all three steps, so that V and M stay in its cache; with few, the threads share out each
/// step: tiles, then products and output channels, then tiles again.
/// </remarks>
internal sealed unsafe class WinogradConv
{
    private const int DepthBlock = 320;
    private const int Apart = 16;               // floats between planes, so that 36 of them do not fall onto one place of the cache

    private readonly FeatureMap _input, _output;
    private readonly int _top, _left, _tileRows, _tileColumns;
    private readonly PackedMatrix[] _weights;
    private readonly Epilogue _epilogue;
    private readonly float* _x, _y, _addend;
    private readonly nint _width;

    private WinogradConv(Window window, FeatureMap input, FeatureMap output, PackedMatrix[] weights, Epilogue epilogue, float* x, float* y, float* addend)
    {
        (_input, _output, _weights, _epilogue) = (input, output, weights, epilogue);
        _x = x;
        _y = y;
        _addend = addend;
        (_top, _left) = (window.Rows.Before, window.Columns.Before);
        (_tileRows, _tileColumns) = (TilesOver(output.Height), TilesOver(output.Width));
        _width = (nint)weights[0].Panels * weights[0].Kernel.Columns;
    }

    /// <summary>Tiles that cover so many places.</summary>
    public static int TilesOver(int places) => (places + Winograd.Tile - 1) / Winograd.Tile;

    /// <summary>Computes a convolution; the tensors' memory is pinned.</summary>
    public static void Compute(
        CpuDevice device, Window window, FeatureMap input, FeatureMap output, PackedMatrix[] weights, Epilogue epilogue, float* x, float* y, float* addend)
    {
        WinogradConv conv = new(window, input, output, weights, epilogue, x, y, addend);
        int tiles = output.Batch * conv._tileRows * conv._tileColumns, block = BlockOf(input.Channels, output.Channels);
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

    private nint InputPlane(int tiles) => (nint)tiles * _input.Channels + Apart;

    private nint OutputPlane(int tiles) => tiles * _width + Apart;

    private void ByBlocks(CpuDevice device, int tiles, int block) => device.For((tiles + block - 1) / block, long.MaxValue / int.MaxValue, piece =>
    {
        int first = piece * block, count = Math.Min(block, tiles - first);
        using Scratch v = new((int)(Winograd.Products * InputPlane(block))), m = new((int)(Winograd.Products * OutputPlane(block)));
        for (int tile = 0; tile < count; tile++)
            TransformInput(first + tile, v.Pointer + (nint)tile * _input.Channels, InputPlane(block));
        for (int product = 0; product < Winograd.Products; product++)
            Multiply(product, v.Pointer + product * InputPlane(block), m.Pointer + product * OutputPlane(block), count, 0, _weights[0].Panels);
        for (int tile = 0; tile < count; tile++)
            TransformOutput(first + tile, m.Pointer + tile * _width, OutputPlane(block));
    });

    private void BySteps(CpuDevice device, int tiles, int most)
    {
        using Scratch v = new((int)(Winograd.Products * InputPlane(Math.Min(tiles, most)))), m = new((int)(Winograd.Products * OutputPlane(Math.Min(tiles, most))));
        (nint from, nint to) = ((nint)v.Pointer, (nint)m.Pointer);
        for (int start = 0; start < tiles; start += most)
        {
            int first = start, count = Math.Min(most, tiles - first), panels = _weights[0].Panels;
            int parts = Math.Min(device.Threads, panels);
            device.For(count, Winograd.Products * _input.Channels, tile => TransformInput(first + tile, (float*)from + (nint)tile * _input.Channels, InputPlane(count)));
            device.For(Winograd.Products * parts, (long)count * _input.Channels * _output.Channels / parts / 16, piece =>
            {
                int product = piece / parts, part = piece % parts;
                Multiply(product, (float*)from + product * InputPlane(count), (float*)to + product * OutputPlane(count), count, panels * part / parts, panels * (part + 1) / parts);
            });
            device.For(count, Winograd.Products * _output.Channels, tile => TransformOutput(first + tile, (float*)to + tile * _width, OutputPlane(count)));
        }
    }

    private (int Picture, int Row, int Column) Corner(int tile) =>
        (tile / (_tileRows * _tileColumns), tile / _tileColumns % _tileRows * Winograd.Tile, tile % _tileColumns * Winograd.Tile);

    private void TransformInput(int tile, float* target, nint plane)
    {
        (int picture, int row, int column) = Corner(tile);
        float* map = _x + (nint)picture * _input.Places * _input.Channels;
        float** places = stackalloc float*[Winograd.Products];
        using Scratch zeros = new(_input.Channels);
        new Span<float>(zeros.Pointer, _input.Channels).Clear();
        for (int u = 0; u < Winograd.Field; u++)
        {
            int i = row - _top + u;
            for (int v = 0; v < Winograd.Field; v++)
            {
                int j = column - _left + v;
                bool isInside = (uint)i < (uint)_input.Height && (uint)j < (uint)_input.Width;
                places[u * Winograd.Field + v] = isInside ? map + ((nint)i * _input.Width + j) * _input.Channels : zeros.Pointer;
            }
        }

        for (nint channel = 0; channel < _input.Channels; channel += Winograd.Lanes)
            Winograd.Input(places, channel, target + channel, plane);
    }

    private void Multiply(int product, float* v, float* m, int tiles, int firstPanel, int endPanel)
    {
        PackedMatrix u = _weights[product];
        int width = u.Kernel.Columns;
        float* zeros = stackalloc float[width];
        new Span<float>(zeros, width).Clear();
        for (int depth = 0; depth < u.Depth; depth += DepthBlock)
        {
            for (int index = firstPanel; index < endPanel; index++)
            {
                float* c = m + (nint)index * width;
                Panel panel = new()
                {
                    Packed = u.PanelAt(index) + (nint)depth * width,
                    Depth = Math.Min(DepthBlock, u.Depth - depth),
                    StartRow = depth > 0 ? c : zeros,
                    StartStride = depth > 0 ? _width : 0,
                };
                u.Kernel.Multiply(v + depth, u.Depth, c, _width, tiles, panel);
            }
        }
    }

    private void TransformOutput(int tile, float* products, nint plane)
    {
        (int picture, int row, int column) = Corner(tile);
        int rows = Math.Min(Winograd.Tile, _output.Height - row), columns = Math.Min(Winograd.Tile, _output.Width - column);
        nint corner = (((nint)picture * _output.Height + row) * _output.Width + column) * _output.Channels;
        Vector256<float>* outputs = stackalloc Vector256<float>[Winograd.Tile * Winograd.Tile];
        fixed (float* bias = _epilogue.Bias)
        {
            for (int channel = 0; channel < _output.Channels; channel += Winograd.Lanes)
            {
                Winograd.Output(products + channel, plane, outputs);
                Vector256<float> shift = bias == null ? Vector256<float>.Zero : Vector256.Load(bias + channel);
                for (int i = 0; i < rows; i++)
                {
                    nint line = corner + (nint)i * _output.Width * _output.Channels + channel;
                    for (int j = 0; j < columns; j++, line += _output.Channels)
                    {
                        Vector256<float> sum = outputs[i * Winograd.Tile + j] + shift;
                        if (_addend != null)
                            sum += Vector256.Load(_addend + line);
                        if (_epilogue.Relu)
                            sum = Vector256.ConditionalSelect(Vector256.LessThan(sum, Vector256<float>.Zero), Vector256<float>.Zero, sum);
                        sum.Store(_y + line);
                    }
                }
            }
        }
    }
}
