using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators;

internal static partial class OperatorDispatch
{
    /// <summary>
    /// Queues the computation of <paramref name="y"/>, which has the shape that the operator infers from the inputs; does not wait for it.
    /// </summary>
    public static void Forward(this GpuDevice device, Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        try
        {
            op.Forward(device, x, y);
        }
        catch (Exception e) when (GpuFailure.IsOne(e))
        {
            throw device.Failure(e);
        }
    }

    /// <summary>
    /// Runs an operator without GPU kernels: the inputs are read back, the result is computed on the CPU and written to the GPU.
    /// </summary>
    public static void RunOnHost(this GpuDevice device, Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Tensor[] inputs = new Tensor[x.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = device.Read(x[i]);
        Tensor result = Tensor.Uninitialized(y.Shape);
        op.Forward(device.Host, inputs, result);
        device.Write(y, result.AsSpan());
    }

    /// <summary>Runs an operator whose weights are known only in the run: they are read back and packed for this one time.</summary>
    public static void RunPacked(this GpuDevice device, Operator op, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Tensor?[] inputs = new Tensor?[x.Length];
        for (int i = 1; i < inputs.Length; i++)
            inputs[i] = device.Read(x[i]);
        using GpuDevice scope = device.NewScope();
        op.Pack(scope, inputs).Operator.Forward(scope, x[..1], y);
    }
}
