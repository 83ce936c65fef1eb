using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels;

/// <summary>The same cases and definitions on GPUs: ILGPU's simulator (small cases), OpenCL and CUDA where they exist.</summary>
public abstract partial class OperatorTests
{
    private const int MaxElementsSimulated = 2000;

    [Fact]
    public void It_equals_its_definition_on_the_simulator() => SampleOn("simulator", Math.Clamp(Samples / 20, 4, 15), MaxElementsSimulated);

    [Fact]
    public void It_equals_its_definition_on_OpenCL() => SampleOn("opencl", Samples, int.MaxValue);

    [Fact]
    public void It_equals_its_definition_on_CUDA() => SampleOn("cuda", Samples, int.MaxValue);

    private void SampleOn(string kind, int samples, int maxElements)
    {
        GpuContext gpu = Gpus.Require(kind);
        Sample(
            (op, inputs) =>
            {
                if (IsLarge(op, inputs, maxElements))
                    return;
                DoubleTensor expected = Expected(op, inputs);
                foreach (Tensor result in OneNode.RunOn(gpu, op, inputs))
                    expected.AssertNear(result, Tolerances.Device);
            },
            samples);
    }

    /// <summary>Whether inputs and result together have more elements than that, or more than a hundred products for each.</summary>
    private static bool IsLarge(Operator op, Tensor[] inputs, int maxElements)
    {
        Shape[] shapes = Array.ConvertAll(inputs, input => input.Shape);
        return inputs.Sum(input => (long)input.Count) + op.Infer(shapes).Count > maxElements
            || op.MultiplyAdds(shapes) > 100L * maxElements;
    }
}
