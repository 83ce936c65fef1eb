using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arrangement;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>In a run every element is a float; a cast leaves what the type could have held.</summary>
    private static void Cast(OnnxNode node, OnnxImport import) => import.Emit(node, CastTo(TargetOf(node, import)), node.Inputs[0]);

    /// <summary>The type that a Cast or CastLike converts to. Before opset 6 it is the type's name.</summary>
    internal static DataType TargetOf(OnnxNode node, OnnxImport import)
    {
        if (node.Type == "CastLike")
            return import.ElementTypes.Of(node.Inputs[1]);
        if (node.Opset >= 6)
            return (DataType)node.Int("to", 0);
        string name = node.Text("to", "");
        return Enum.TryParse(name, ignoreCase: true, out DataType type) ? type
            : throw new ArgumentException($"converts to the unknown type '{Printable.Escape(name)}'");
    }

    /// <summary>The operator that converts floats to a type and keeps the result in floats.</summary>
    internal static Operator CastTo(DataType type) => type switch
    {
        DataType.Float or DataType.Double => new Identity("Cast"),
        DataType.Float16 => new Activation<CastToFloat16>(),
        DataType.Bfloat16 => new Activation<CastToBFloat16>(),
        DataType.Bool => new Activation<CastToBool>(),
        _ => new Activation<CastToInteger>(new CastToInteger(RangeOf(type).Lowest, RangeOf(type).Highest)),
    };

    /// <summary>
    /// A constant converted while the file is read. Integers that do not fit keep their lower bits, as in C; floats end at the ends of the
    /// type.
    /// </summary>
    internal static OnnxConstant FoldCast(OnnxConstant value, DataType type)
    {
        if (type is DataType.Float or DataType.Double && value.Longs is null)
            return value;
        if (type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16)
            return new OnnxConstant(ConstantRun.Of(CastTo(type), [value.AsFloats()]));
        if (value.Longs is { } longs)
            return type is DataType.Int64 or DataType.Uint64 ? value
                : new OnnxConstant(value.Shape, Array.ConvertAll(longs, element => Wrapped(element, type)));
        (float lowest, float highest) = type == DataType.Bool ? (0, 1) : RangeOf(type);
        return new OnnxConstant(value.Shape,
            Array.ConvertAll(value.AsFloats().AsSpan().ToArray(), element => type == DataType.Bool ? element == 0 ? 0 : 1L
            : element <= lowest ? checked((long)lowest)
            : element < highest ? (long)element
            : element >= highest ? highest >= long.MaxValue ? long.MaxValue : (long)RangeEnd(type) : 0));
    }

    /// <summary>The lower bits of an integer, as its type keeps them.</summary>
    internal static long Wrapped(long element, DataType type) => type switch
    {
        DataType.Bool => element == 0 ? 0 : 1,
        DataType.Int32 => unchecked((int)element),
        DataType.Uint32 => unchecked((uint)element),
        DataType.Int16 => unchecked((short)element),
        DataType.Uint16 => unchecked((ushort)element),
        DataType.Int8 => unchecked((sbyte)element),
        DataType.Uint8 => unchecked((byte)element),
        _ => throw Unknown(type),
    };

    private static long RangeEnd(DataType type) => type switch
    {
        DataType.Int32 => int.MaxValue,
        DataType.Uint32 => uint.MaxValue,
        DataType.Int16 => short.MaxValue,
        DataType.Uint16 => ushort.MaxValue,
        DataType.Int8 => sbyte.MaxValue,
        DataType.Uint8 => byte.MaxValue,
        DataType.Int64 or DataType.Uint64 => long.MaxValue,
        _ => throw Unknown(type),
    };

    private static (float Lowest, float Highest) RangeOf(DataType type) => type switch
    {
        DataType.Int64 => (long.MinValue, long.MaxValue),
        DataType.Uint64 => (0, ulong.MaxValue),
        DataType.Int32 or DataType.Int16 or DataType.Int8 => (-RangeEnd(type) - 1, RangeEnd(type)),
        _ => (0, RangeEnd(type)),
    };

    private static ArgumentException Unknown(DataType type) =>
        new($"converts to the data type {(int)type} ({type}), which NetInsight has not");
}
