using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels;

/// <summary>The same cases and definitions on GPUs: ILGPU's simulator (small cases), OpenCL and CUDA where they exist.</summary>
public abstract partial class OperatorTests
{
    private const int MaxElementsSimulated = 2000;

    [Fact]
    public void It_equals_its_definition_on_the_simulator() => SampleOn("simulator", Math.Max(Samples / 6, 10), MaxElementsSimulated);

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
                long elements = inputs.Sum(input => (long)input.Count);
                long products = op.MultiplyAdds([.. inputs.Select(input => input.Shape)]);
                if (elements > maxElements || products > 100L * maxElements)
                    return;
                DoubleTensor expected = Expected(op, inputs);
                foreach (Tensor result in OneNode.RunOn(gpu, op, inputs))
                    expected.AssertNear(result, Tolerances.Device);
            },
            samples);
    }
}
