using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Formats.ConvNetJs;

internal sealed partial class ConvNetJsImport
{
    private void AddLayer(ConvNetJsLayer layer, string name)
    {
        switch (layer.Type)
        {
            case "conv":
                Conv(layer, name);
                break;
            case "pool":
                Pool(layer, name);
                break;
            case "fc":
                FullyConnected(layer, name);
                break;
            case "relu":
                _top = Add(name, new Activation<Relu>(), _top);
                break;
            case "sigmoid":
                _top = Add(name, new Activation<Sigmoid>(), _top);
                break;
            case "tanh":
                _top = Add(name, new Activation<Tanh>(), _top);
                break;
            case "maxout":
                Maxout(layer, name);
                break;
            case "lrn":
                Normalize(layer, name);
                break;
            case "dropout":
                Dropout(layer, name);
                break;
            case "softmax":
                Softmax(layer, name);
                break;
            default:
                throw layer.Fault("is of an unknown type.");
        }
    }

    private void Conv(ConvNetJsLayer layer, string name)
    {
        Window window = WindowOf(layer, standardStride: 1);
        layer.Check("in_depth", _map.Depth);
        int outputs = layer.Integer("out_depth", 1);
        ConvNetJsWeights weights = layer.Weights(outputs, window.Rows.Kernel, window.Columns.Kernel, _map.Depth, limits);
        Slide(layer, window, outputs);
        ToMap(name);
        _top = Add(name, new Conv(window), _top, Constant($"{name}.weight", weights.Filters()), Constant($"{name}.bias", weights.Biases()));
    }

    private void Pool(ConvNetJsLayer layer, string name)
    {
        Window window = WindowOf(layer, standardStride: 2);
        layer.Check("in_depth", _map.Depth);
        if (window.Rows.Before >= Math.Min(window.Rows.Kernel, window.Columns.Kernel))
            throw layer.Fault($"pad is {window.Rows.Before}, but must be less than the window, else windows lie wholly in the padding.");
        Slide(layer, window, _map.Depth);
        ToMap(name);
        _top = Add(name, new MaxPool(window), _top);
    }

    private void FullyConnected(ConvNetJsLayer layer, string name)
    {
        layer.Check("num_inputs", _map.Count);
        int outputs = layer.Integer("out_depth", 1);
        ConvNetJsWeights weights = layer.Weights(outputs, 1, 1, checked((int)_map.Count), limits);
        ToMatrix(name);
        Tensor matrix = weights.Matrix(_map.Height, _map.Width, _map.Depth);
        _map = new Map(outputs, 1, 1);
        CheckMap(layer.Location);
        _top = Add(name, new Gemm(TransposesB: true), _top, Constant($"{name}.weight", matrix), Constant($"{name}.bias", weights.Biases()));
    }

    /// <summary>
    /// Channel i of the result is the maximum of channels i * size to i * size + size - 1; a remainder at the end is unused.
    /// </summary>
    private void Maxout(ConvNetJsLayer layer, string name)
    {
        int size = layer.Integer("group_size", 1, absent: 2), groups = _map.Depth / size;
        if (groups == 0)
            throw layer.Fault($"group_size is {size}, but there are only {_map.Depth} channels.");
        long end = (long)groups * size;
        int source = _top;
        for (int member = 0; member < size; member++)
        {
            int slice = Add(size == 1 ? name : $"{name}.part{member}", new Slice([new SliceAxis(1, member, end, size)]), source);
            _top = member == 0 ? slice : Add(member == size - 1 ? name : $"{name}.max{member}", new Arithmetic<Max>(), _top, slice);
        }

        _map = _map with { Depth = groups };
    }

    /// <summary>
    /// ConvNetJS sums over floor(n / 2) channels to each side and divides alpha by n; for an even n (of which it warns) that is one channel
    /// more than n. A window wider than all channels covers all channels.
    /// </summary>
    private void Normalize(ConvNetJsLayer layer, string name)
    {
        int n = layer.Integer("n", 1);
        int size = 2 * Math.Min(n / 2, _map.Depth) + 1;
        ToMap(name);
        float alpha = (float)(layer.Number("alpha") * size / n), beta = (float)layer.Number("beta"), k = (float)layer.Number("k");
        _top = Add(name, new Lrn(size, alpha, beta, k), _top);
    }

    /// <summary>
    /// In training ConvNetJS zeroes elements and leaves the others unscaled; in inference it multiplies all by 1 - drop_prob. So does its
    /// published source (convnet_layers_dropout.js). Older versions multiplied by drop_prob, which matches training only for 0.5, where
    /// both agree. A file does not say which version wrote it.
    /// </summary>
    private void Dropout(ConvNetJsLayer layer, string name)
    {
        double dropped = layer.Number("drop_prob");
        if (dropped is < 0 or > 1)
            throw layer.Fault($"drop_prob must be from 0 to 1, but is {dropped}.");
        _top = Add(name, new Arithmetic<Mul>(), _top, Constant($"{name}.kept", new Tensor(new Shape(1), [(float)(1 - dropped)])));
    }

    private void Softmax(ConvNetJsLayer layer, string name)
    {
        layer.Check("num_inputs", _map.Count);
        if (!_isMatrix && _map.Height * (long)_map.Width > 1)       // ConvNetJS flattens HWC: class indices follow that order
            _top = Add($"{name}.order", Transpose.ToNhwc(4), _top);
        ToMatrix(name);
        _map = new Map(checked((int)_map.Count), 1, 1);
        _top = Add(name, new Softmax(1), _top);
    }

    private static Window WindowOf(ConvNetJsLayer layer, int standardStride)
    {
        int width = layer.Integer("sx", 1), height = layer.Integer("sy", 1, absent: width);
        int stride = layer.Integer("stride", 1, absent: standardStride), pad = layer.Integer("pad", 0, absent: 0);
        return new Window(new WindowAxis(height, stride, pad, pad), new WindowAxis(width, stride, pad, pad));
    }

    private void Slide(ConvNetJsLayer layer, Window window, int depth)
    {
        FeatureMap map = window.Slide(new FeatureMap(1, _map.Height, _map.Width, _map.Depth), depth, layer.Type);
        _map = new Map(depth, map.Height, map.Width);
        CheckMap(layer.Location);
    }

    private void ToMap(string name)
    {
        if (_isMatrix)
            _top = Add($"{name}.map", new Reshape([0, -1, 1, 1]), _top);
        _isMatrix = false;
    }

    private void ToMatrix(string name)
    {
        if (!_isMatrix)
            _top = Add($"{name}.flatten", new Flatten(), _top);
        _isMatrix = true;
    }
}
