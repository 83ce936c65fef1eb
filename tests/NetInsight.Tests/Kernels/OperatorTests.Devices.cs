using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels;

/// <summary>The same cases and definitions on graphics devices: ILGPU's simulator (small cases), OpenCL and CUDA where they are.</summary>
public abstract partial class OperatorTests
{
    private const int MostNumbersSimulated = 2000;

    [Fact]
    public void It_equals_its_definition_on_the_simulator() => SampleOn("simulator", Math.Max(Samples / 6, 10), MostNumbersSimulated);

    [Fact]
    public void It_equals_its_definition_on_OpenCL() => SampleOn("opencl", Samples, int.MaxValue);

    [Fact]
    public void It_equals_its_definition_on_CUDA() => SampleOn("cuda", Samples, int.MaxValue);

    private void SampleOn(string kind, int samples, int mostNumbers)
    {
        GpuContext card = Cards.Require(kind);
        Sample(
            (op, inputs) =>
            {
                if (inputs.Sum(input => (long)input.Count) > mostNumbers || op.MultiplyAdds([.. inputs.Select(input => input.Shape)]) > 100L * mostNumbers)
                    return;
                DoubleTensor expected = Expected(op, inputs);
                foreach (Tensor result in OneNode.RunOn(card, op, inputs))
                    expected.AssertNear(result, Tolerances.Device);
            },
            samples);
    }
}
