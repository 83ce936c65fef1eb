using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs;

/// <summary>Runs one operator on constants.</summary>
internal static class ConstantRun
{
    /// <summary>The operator's result.</summary>
    public static Tensor Of(Operator op, params Tensor[] inputs) => Of(op, CancellationToken.None, inputs);

    /// <summary>The operator's result, unless it is cancelled.</summary>
    public static Tensor Of(Operator op, CancellationToken cancellation, params Tensor[] inputs)
    {
        Tensor result = Tensor.Uninitialized(op.Infer(Array.ConvertAll(inputs, input => input.Shape)));
        op.Forward(new CpuDevice(1, cancellation: cancellation), inputs, result);
        return result;
    }
}
