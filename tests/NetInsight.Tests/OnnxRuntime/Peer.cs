using Microsoft.ML.OnnxRuntime;

namespace NetInsight.Tests.OnnxRuntime;

/// <summary>ONNX Runtime: an independent implementation of ONNX.</summary>
internal static class Peer
{
    /// <summary>Runs a model of one input.</summary>
    public static Tensor Run(byte[] model, Tensor input)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(model, options);
        return Run(session, input);
    }

    /// <summary>Runs a session of one input and returns its first output.</summary>
    public static Tensor Run(InferenceSession session, Tensor input)
    {
        long[] shape = [.. input.Shape.Dimensions.ToArray().Select(extent => (long)extent)];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input.AsSpan().ToArray(), shape);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, session.InputNames, [value], session.OutputNames);
        Shape output = new([.. results[0].GetTensorTypeAndShape().Shape.Select(extent => (int)extent)]);
        return new Tensor(output, results[0].GetTensorDataAsSpan<float>());
    }
}
