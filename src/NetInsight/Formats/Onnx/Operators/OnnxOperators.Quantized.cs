using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Reduction;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>
    /// Operators of 8 and 16 bits. Integers are floats in a run, which hold them exactly; an operator of integers is dequantized, computed
    /// in floats and quantized again, as ONNX defines it.
    /// </summary>
    private static Dictionary<string, Converter> QuantizedRows => new()
    {
        ["QuantizeLinear"] = (node, import) =>
            Quantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], node.Outputs[0], AxisOf(node)),
        ["DequantizeLinear"] = (node, import) =>
            Dequantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], node.Outputs[0], AxisOf(node)),
        ["DynamicQuantizeLinear"] = DynamicQuantizeLinear,
        ["QLinearConv"] = QLinearConv,
        ["QLinearMatMul"] = QLinearMatMul,
        ["ConvInteger"] = (node, import) => OfIntegers(node, import, "Conv", leftAxis: 1, rightAxis: 0),
        ["MatMulInteger"] = (node, import) => OfIntegers(node, import, "MatMul", leftAxis: -2, rightAxis: -1),
        ["com.microsoft.QuantizeLinear"] = (node, import) =>
            Quantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], node.Outputs[0], AxisOf(node)),
        ["com.microsoft.DequantizeLinear"] = (node, import) =>
            Dequantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], node.Outputs[0], AxisOf(node)),
        ["com.microsoft.QLinearAdd"] = (node, import) => QLinear(node, import, "Add", inputs: 2),
        ["com.microsoft.QLinearMul"] = (node, import) => QLinear(node, import, "Mul", inputs: 2),
        ["com.microsoft.QLinearSigmoid"] = (node, import) => QLinear(node, import, "Sigmoid"),
        ["com.microsoft.QLinearLeakyRelu"] = (node, import) => QLinear(node, import, "LeakyRelu"),
        ["com.microsoft.QLinearSoftmax"] = (node, import) =>
            QLinear(new OnnxNode(node.Proto, node.Int("opset", node.Opset)), import, "Softmax"),     // that of the Softmax it stands for
        ["com.microsoft.QLinearAveragePool"] = (node, import) => QLinear(node, import, "AveragePool"),
        ["com.microsoft.QLinearGlobalAveragePool"] = (node, import) => QLinear(node, import, "GlobalAveragePool"),
        ["com.microsoft.QLinearConcat"] = QLinearConcat,
        ["com.microsoft.QGemm"] = QGemm,
    };

    /// <summary>A scale and a zero point among a node's inputs; the latter may be absent.</summary>
    private readonly record struct Quantization(string Scale, string? ZeroPoint)
    {
        /// <summary>The scale at a position of the inputs, and the zero point behind it.</summary>
        public Quantization(IReadOnlyList<string> inputs, int scale)
            : this(inputs[scale], scale + 1 < inputs.Count && inputs[scale + 1].Length > 0 ? inputs[scale + 1] : null)
        {
        }
    }

    private static int AxisOf(OnnxNode node) => node.Int("block_size", 0) == 0
        ? node.Int("axis", 1)
        : throw new ArgumentException("is quantized in blocks (block_size), which NetInsight does not read");

    /// <summary>y = saturate(round(x / scale) + zero point); a scale and a zero point for each position of an axis, or one.</summary>
    private static void Quantize(OnnxNode node, OnnxImport import, Quantization by, string x, string output, int axis = 1)
    {
        (float lowest, float highest) = QuantizedRange(node, import, by.ZeroPoint);
        if (OneValue(import, by.Scale) is { } scale && (by.ZeroPoint is null ? 0 : OneValue(import, by.ZeroPoint)) is { } zero)
        {
            import.EmitAs(node, new Activation<QuantizeLinear>(new QuantizeLinear(scale, zero, lowest, highest)), output, x);
            return;
        }

        string scaled = $"{output}/scaled", rounded = by.ZeroPoint is null ? output : $"{output}/rounded", shifted = $"{output}/shifted";
        import.EmitAs(node, new Arithmetic<Div>(), scaled, x, Along(node, import, by.Scale, x, axis, $"{output}/scale"));
        QuantizeLinear rounding = by.ZeroPoint is null ? new QuantizeLinear(1, 0, lowest, highest) : QuantizeLinear.Rounding;
        import.EmitAs(node, new Activation<QuantizeLinear>(rounding), rounded, scaled);
        if (by.ZeroPoint is null)
            return;
        import.EmitAs(node, new Arithmetic<Add>(), shifted, rounded, Along(node, import, by.ZeroPoint, x, axis, $"{output}/zero"));
        import.EmitAs(node, new Activation<Clip>(new Clip(lowest, highest)), output, shifted);
    }

    /// <summary>y = (x - zero point) * scale. Constants, such as weights, become constants of floats.</summary>
    private static void Dequantize(OnnxNode node, OnnxImport import, Quantization by, string x, string output, int axis = 1)
    {
        OnnxConstant? scales = import.ConstantOf(by.Scale), zeros = by.ZeroPoint is null ? null : import.ConstantOf(by.ZeroPoint);
        bool isKnown = scales is not null && (by.ZeroPoint is null || zeros is not null);
        if (isKnown && import.ConstantOf(x) is { } weights)
        {
            import.Tensors.CountComputed(weights.Shape.Count, output);
            import.SetConstant(output, new OnnxConstant(Dequantized(weights.AsFloats(), scales!.AsFloats(), zeros?.AsFloats(), axis)));
            return;
        }

        if (OneValue(import, by.Scale) is { } scale && (by.ZeroPoint is null ? 0 : OneValue(import, by.ZeroPoint)) is { } zero)
        {
            import.EmitAs(node, new Activation<DequantizeLinear>(new DequantizeLinear(scale, zero)), output, x);
            return;
        }

        string from = Shifted(node, import, by.ZeroPoint, x, $"{output}/shifted", axis);
        import.EmitAs(node, new Arithmetic<Mul>(), output, from, Along(node, import, by.Scale, x, axis, $"{output}/scale"));
    }

    /// <summary>(x - zero) * scale, with one scale and zero point or one for each position of an axis.</summary>
    private static Tensor Dequantized(Tensor x, Tensor scales, Tensor? zeros, int axis)
    {
        Tensor y = Tensor.Uninitialized(x.Shape);
        int along = scales.Count == 1 && zeros is null or { Count: 1 } ? 0 : InRange(axis, x.Shape.Rank), rank = x.Shape.Rank;
        int extent = rank == 0 ? 1 : x.Shape[along], run = rank == 0 ? 1 : x.Shape.Product(along + 1, rank);
        foreach (Tensor parameter in zeros is null ? [scales] : new[] { scales, zeros })
        {
            if (parameter.Count != 1 && parameter.Count != extent)
                throw new ArgumentException(
                    $"has {parameter.Count} scales or zero points for the {extent} positions of axis {along} of {x.Shape}");
        }

        ReadOnlySpan<float> from = x.AsSpan(), scale = scales.AsSpan(), zero = zeros is null ? [0] : zeros.AsSpan();
        Span<float> to = y.AsSpan();
        for (int start = 0, line = 0; start < to.Length; start += run, line++)
        {
            float factor = scale[scale.Length == 1 ? 0 : line % extent], offset = zero[zero.Length == 1 ? 0 : line % extent];
            for (int i = start; i < start + run; i++)
                to[i] = (from[i] - offset) * factor;
        }

        return y;
    }

    /// <summary>A value less its zero point, where it has one.</summary>
    private static string Shifted(OnnxNode node, OnnxImport import, string? zeroPoint, string x, string output, int axis)
    {
        if (zeroPoint is null
            || (import.ConstantOf(zeroPoint) is { } zeros && !zeros.AsFloats().AsSpan().ContainsAnyExcept(0f)))
            return x;
        if (import.ConstantOf(x) is { } known && import.ConstantOf(zeroPoint) is { } zero)
        {
            import.Tensors.CountComputed(known.Shape.Count, output);
            import.SetConstant(output,
                new OnnxConstant(Dequantized(known.AsFloats(), new Tensor(new Shape(), [1]), zero.AsFloats(), axis)));
        }
        else
        {
            import.EmitAs(node, new Arithmetic<Sub>(), output, x, Along(node, import, zeroPoint, x, axis, $"{output}/zero"));
        }

        return output;
    }

    /// <summary>
    /// A list of parameters with dimensions of 1 behind it, so that it broadcasts along an axis of x; one value as it is.
    /// </summary>
    private static string Along(OnnxNode node, OnnxImport import, string parameter, string x, int axis, string output)
    {
        if (import.ShapeOf(parameter) is not { } shape)
            throw new ArgumentException("has a scale or zero point of unknown shape");
        if (shape.Count == 1 || shape.Rank > 1)
            return parameter;
        Shape input = import.ShapeOf(x) ?? throw new ArgumentException("quantizes a tensor of unknown shape along an axis");
        int along = InRange(axis, input.Rank);
        if (shape.Count != input[along])
            throw new ArgumentException(
                $"has {shape.Count} scales or zero points for the {input[along]} positions of axis {along} of {input}");
        if (along == input.Rank - 1)
            return parameter;
        import.EmitAs(node, new Reshape([shape.Count, .. Enumerable.Repeat(1L, input.Rank - 1 - along)]), output,
            AsFloats(import, parameter));
        return output;
    }

    /// <summary>
    /// A constant of integers as one of floats, so that what is computed of it is a constant too; other values as they are.
    /// </summary>
    private static string AsFloats(OnnxImport import, string name)
    {
        if (import.ConstantOf(name) is not { Longs: not null } constant)
            return name;
        string floats = $"{name}/floats";
        if (import.ConstantOf(floats) is null)
            import.SetConstant(floats, new OnnxConstant(constant.AsFloats()));
        return floats;
    }

    private static float? OneValue(OnnxImport import, string name) =>
        import.ConstantOf(name) is { Shape.Count: 1 } constant ? constant.AsFloats().AsSpan()[0] : null;

    /// <summary>
    /// The integers of the type to which a node quantizes: its zero point's, else the attribute output_dtype, else uint8.
    /// </summary>
    private static (float Lowest, float Highest) QuantizedRange(OnnxNode node, OnnxImport import, string? zeroPoint)
    {
        DataType stated = zeroPoint is null ? DataType.Undefined : import.ElementTypes.Of(zeroPoint);
        DataType type = stated is DataType.Undefined or DataType.Float ? (DataType)node.Int("output_dtype", (int)DataType.Uint8) : stated;
        return type switch
        {
            DataType.Uint8 or DataType.Undefined => (0, byte.MaxValue),
            DataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.Uint16 => (0, ushort.MaxValue),
            DataType.Int16 => (short.MinValue, short.MaxValue),
            _ => throw new ArgumentException(
                $"quantizes to the data type {(int)type} ({type}); int8, uint8, int16 and uint16 are supported"),
        };
    }

    /// <summary>
    /// The scale, the zero point and the integers follow from the smallest and the largest x: scale = (max(x, 0) - min(x, 0)) / 255. Over
    /// the whole batch, as ONNX has it.
    /// </summary>
    private static void DynamicQuantizeLinear(OnnxNode node, OnnxImport import)
    {
        string x = node.Inputs[0], y = node.Outputs[0], zero = $"{y}/0", levels = $"{y}/255", smallest = $"{y}/smallest",
            largest = $"{y}/largest";
        string low = $"{y}/low", high = $"{y}/high", range = $"{y}/range", negative = $"{y}/negative";
        string scale = node.Outputs.Length > 1 && node.Outputs[1].Length > 0 ? node.Outputs[1] : $"{y}/scale";
        string zeroPoint = node.Outputs.Length > 2 && node.Outputs[2].Length > 0 ? node.Outputs[2] : $"{y}/zero";
        SetValue(import, zero, 0);
        SetValue(import, levels, 255);
        import.EmitAs(node, new Reduce<MinReduction>([], KeepsAxes: false), smallest, x);
        import.EmitAs(node, new Reduce<MaxReduction>([], KeepsAxes: false), largest, x);
        import.EmitAs(node, new Arithmetic<Min>(), low, smallest, zero);
        import.EmitAs(node, new Arithmetic<Max>(), high, largest, zero);
        import.EmitAs(node, new Arithmetic<Sub>(), range, high, low);
        import.EmitAs(node, new Arithmetic<Div>(), scale, range, levels);
        import.EmitAs(node, new Arithmetic<Sub>(), negative, zero, low);
        Quantize(node, import, new Quantization(scale, null), negative, zeroPoint);
        Quantize(node, import, new Quantization(scale, zeroPoint), x, y);
    }

    private static void SetValue(OnnxImport import, string name, float value) =>
        import.SetConstant(name, new OnnxConstant(new Tensor(new Shape(), [value])));

    /// <summary>y = quantize(conv(dequantize x, dequantize w) + bias * x scale * w scale).</summary>
    /// <summary>
    /// A convolution of integers, less their zero points, then scaled: sums of integers are exact in floats up to 2^24, so that results are
    /// rounded as in integer arithmetic.
    /// </summary>
    private static void QLinearConv(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0], sum = $"{y}/sum", result = $"{y}/conv";
        string x = Shifted(node, import, node.Has(2) ? node.Inputs[2] : null, node.Inputs[0], $"{y}/x", 1);
        string w = Shifted(node, import, node.Has(5) ? node.Inputs[5] : null, node.Inputs[3], $"{y}/w", 0);
        string[] inputs = [AsFloats(import, x), AsFloats(import, w)];
        Compose(node, import, "Conv", sum, node.Has(8) ? [.. inputs, AsFloats(import, node.Inputs[8])] : inputs);
        Dequantize(node, import, new Quantization(ScaleOfProducts(node, import, 1, 4, 1), null), sum, result);
        Quantize(node, import, new Quantization(node.Inputs, 6), result, y);
    }

    /// <summary>A bias of integers times the scales of both factors.</summary>
    private static string ScaledBias(OnnxNode node, OnnxImport import, string bias, int leftScale, int rightScale, float alpha)
    {
        string output = $"{node.Outputs[0]}/bias";
        string scale = ScaleOfProducts(node, import, leftScale, rightScale, alpha);
        Dequantize(node, import, new Quantization(scale, null), bias, output, axis: -1);
        return output;
    }

    /// <summary>The scale of products of two factors, one or one for each output channel.</summary>
    private static string ScaleOfProducts(OnnxNode node, OnnxImport import, int leftScale, int rightScale, float alpha)
    {
        string scale = $"{node.Outputs[0]}/products/scale";
        Tensor left = import.RequireConstant(node, leftScale).AsFloats(), right = import.RequireConstant(node, rightScale).AsFloats();
        if (left.Count != 1)
            throw new ArgumentException($"has {left.Count} scales for its first factor; one is expected");
        import.SetConstant(scale, new OnnxConstant(new Tensor(
            right.Shape, Array.ConvertAll(right.AsSpan().ToArray(), factor => left.AsSpan()[0] * factor * alpha))));
        return scale;
    }

    private static void QLinearMatMul(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0], a = $"{y}/a", b = $"{y}/b", product = $"{y}/product";
        Dequantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], a, axis: -2);
        Dequantize(node, import, new Quantization(node.Inputs, 4), node.Inputs[3], b, axis: -1);
        Compose(node, import, "MatMul", product, a, b);
        Quantize(node, import, new Quantization(node.Inputs, 6), product, y);
    }

    /// <summary>A product of integers, each less its zero point: inputs x, w, zero point of x, zero point of w.</summary>
    private static void OfIntegers(OnnxNode node, OnnxImport import, string type, int leftAxis, int rightAxis)
    {
        string y = node.Outputs[0];
        string x = Shifted(node, import, node.Has(2) ? node.Inputs[2] : null, node.Inputs[0], $"{y}/x", leftAxis);
        string w = Shifted(node, import, node.Has(3) ? node.Inputs[3] : null, node.Inputs[1], $"{y}/w", rightAxis);
        Compose(node, import, type, y, AsFloats(import, x), AsFloats(import, w));
    }

    /// <summary>An operator of some inputs, each followed by its scale and zero point; last come those of the result.</summary>
    private static void QLinear(OnnxNode node, OnnxImport import, string type, int inputs = 1)
    {
        if (node.Int("channels_last", 0) != 0)
            throw new ArgumentException("has channels_last = 1, which NetInsight does not compute");
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            if (i >= 3 * inputs || i % 3 != 0)
                CheckOneValue(node, import, i);
        }

        string y = node.Outputs[0], result = $"{y}/float";
        string[] values = new string[inputs];
        for (int i = 0; i < inputs; i++)
            Dequantize(node, import, new Quantization(node.Inputs, 3 * i + 1), node.Inputs[3 * i], values[i] = $"{y}/{i}");
        Compose(node, import, type, result, values);
        Quantize(node, import, new Quantization(node.Inputs, 3 * inputs), result, y);
    }

    /// <summary>Scales and zero points of these operators are for all elements.</summary>
    private static void CheckOneValue(OnnxNode node, OnnxImport import, int input)
    {
        if (node.Has(input) && import.ShapeOf(node.Inputs[input]) is { Count: not 1 } shape)
            throw new ArgumentException($"has a scale or zero point of shape {shape} as input {input}; one value is expected");
    }

    private static void QLinearConcat(OnnxNode node, OnnxImport import)
    {
        string y = node.Outputs[0], result = $"{y}/float";
        string[] values = new string[(node.Inputs.Length - 2) / 3];
        for (int i = 0; i < values.Length; i++)
            Dequantize(node, import, new Quantization(node.Inputs, 3 * i + 3), node.Inputs[3 * i + 2], values[i] = $"{y}/{i}");
        Compose(node, import, "Concat", result, values);
        Quantize(node, import, new Quantization(node.Inputs, 0), result, y);
    }

    /// <summary>
    /// Inputs A, its scale and zero point, B, its scale and zero point, C of integers, scale and zero point of the result, else of floats.
    /// </summary>
    private static void QGemm(OnnxNode node, OnnxImport import)
    {
        bool isQuantized = node.Has(7);
        string y = node.Outputs[0], a = $"{y}/a", b = $"{y}/b", result = isQuantized ? $"{y}/float" : y;
        float alpha = node.Float("alpha", 1);
        bool transposesB = node.Int("transB", 0) != 0;
        Dequantize(node, import, new Quantization(node.Inputs, 1), node.Inputs[0], a);
        Dequantize(node, import, new Quantization(node.Inputs, 4), node.Inputs[3], b, axis: transposesB ? 0 : 1);
        string[] inputs = node.Has(6) ? [a, b, ScaledBias(node, import, node.Inputs[6], 1, 4, alpha)] : [a, b];
        Compose(node, import, "Gemm", result, inputs);
        if (isQuantized)
            Quantize(node, import, new Quantization(node.Inputs, 7), result, y);
    }

    /// <summary>Adds an operator of ONNX with a node's attributes: a part of what the node stands for.</summary>
    private static void Compose(OnnxNode node, OnnxImport import, string type, string output, params string[] inputs) =>
        Table[type](node.As(type, output, inputs), import);
}
