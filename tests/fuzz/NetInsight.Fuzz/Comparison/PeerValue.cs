using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace NetInsight.Fuzz.Comparison;

/// <summary>A value of ONNX Runtime as doubles, with its shape and element type.</summary>
internal sealed record PeerValue(TensorElementType Type, long[] Shape, double[] Elements)
{
    /// <summary>Copies a value; null where it is no tensor of numbers.</summary>
    public static PeerValue? Of(OrtValue value)
    {
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
            return null;
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        double[]? elements = info.ElementDataType switch
        {
            TensorElementType.Float => Read<float>(value, element => element),
            TensorElementType.Double => Read<double>(value, element => element),
            TensorElementType.Float16 => Read<Float16>(value, element => (float)element),
            TensorElementType.BFloat16 => Read<BFloat16>(value, element => (float)element),
            TensorElementType.Int64 => Read<long>(value, element => element),
            TensorElementType.UInt64 => Read<ulong>(value, element => element),
            TensorElementType.Int32 => Read<int>(value, element => element),
            TensorElementType.UInt32 => Read<uint>(value, element => element),
            TensorElementType.Int16 => Read<short>(value, element => element),
            TensorElementType.UInt16 => Read<ushort>(value, element => element),
            TensorElementType.Int8 => Read<sbyte>(value, element => element),
            TensorElementType.UInt8 => Read<byte>(value, element => element),
            TensorElementType.Bool => Read<bool>(value, element => element ? 1 : 0),
            _ => null,
        };
        return elements is null ? null : new PeerValue(info.ElementDataType, info.Shape, elements);
    }

    private static double[]? Read<T>(OrtValue value, Func<T, double> convert) where T : unmanaged
    {
        if (value.GetTensorTypeAndShape().ElementCount == 0)
            return [];
        try
        {
            ReadOnlySpan<T> data = value.GetTensorDataAsSpan<T>();
            double[] elements = new double[data.Length];
            for (int i = 0; i < elements.Length; i++)
                elements[i] = convert(data[i]);
            return elements;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;                                        // ONNX Runtime's own wrapper cannot copy it
        }
    }
}
