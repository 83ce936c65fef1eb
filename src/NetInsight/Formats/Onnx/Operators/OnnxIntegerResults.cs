using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Operators;

/// <summary>
/// What makes an integer of an operator's result, since elements are floats in a run: sums of 8 and 16 bits wrap, quotients and powers
/// drop their fractions. Integers of 32 and 64 bits are exact up to 2^24.
/// </summary>
internal static class OnnxIntegerResults
{
    /// <summary>The operator that follows a node whose result has the given type; null where nothing is to be done.</summary>
    /// <exception cref="ArgumentException">Floats do not hold what the type makes of the result.</exception>
    public static Operator? After(OnnxNode node, DataType type)
    {
        if (!OnnxElementTypes.IsInteger(type) || node.Key != node.Type)
            return null;
        return node.Type switch
        {
            "Add" or "Sub" or "Sum" or "Neg" or "Abs" => Wrapped(node, type, isProduct: false),
            "Mul" => Wrapped(node, type, isProduct: true),
            "Pow" or "ReduceMean" or "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp" or "Shrink" or "Gemm"
                when Bits(type) >= 32 || node.Type == "Shrink" =>
                OnnxOperators.CastTo(type),
            "Resize" or "Upsample" when node.Text("mode", "nearest") != "nearest" => OnnxOperators.CastTo(type),
            "CumSum" or "ReduceSum" or "ReduceProd" or "ReduceSumSquare" or "ReduceL1" or "MatMul" or "Gemm" or "Einsum" or "Pow"
                or "ReduceMean" or "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp" or "Mean" when Bits(type) < 32 => throw Overflow(type),
            _ => null,
        };
    }

    private static Activation<WrapInteger>? Wrapped(OnnxNode node, DataType type, bool isProduct)
    {
        bool isSigned = type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;
        int bits = Bits(type);
        if (bits >= 32)
            return isSigned || node.Type is not ("Sub" or "Neg") ? null : throw Overflow(type);
        if (isProduct && bits == 16)
            throw Overflow(type);
        float count = 1 << bits;
        return new Activation<WrapInteger>(new WrapInteger(isSigned ? -count / 2 : 0, count));
    }

    private static int Bits(DataType type) => type switch
    {
        DataType.Int8 or DataType.Uint8 => 8,
        DataType.Int16 or DataType.Uint16 => 16,
        DataType.Int32 or DataType.Uint32 => 32,
        _ => 64,
    };

    private static ArgumentException Overflow(DataType type) => new(
        $"computes in {type}, whose results wrap; elements are floats in a run, which do not hold them. Convert its inputs "
        + "to Int32 or Float before it");
}
