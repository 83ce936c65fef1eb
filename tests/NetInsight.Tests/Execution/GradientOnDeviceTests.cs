using CsCheck;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Execution;

/// <summary>Gradients of random graphs on GPUs: fused and packed for them, against the CPU.</summary>
public sealed class GradientOnDeviceTests
{
    [Theory]
    [MemberData(nameof(Gpus.All), MemberType = typeof(Gpus))]
    public void A_random_graphs_gradient_equals_the_CPUs(string kind)
    {
        GpuContext gpu = Gpus.Require(kind);
        RandomGraph.Any.Sample(
            network =>
            {
                int target = network.Graph.Outputs[0];
                Shape input = network.Input.Shape;
                if (target == 0 || network.Graph.Nodes.Any(node => node.Operator is Lrn))
                    return;
                Tensor dy = Inputs.Rounded(ShapeInference.Infer(network.Graph, [input])[target], 12);
                GradientGraph gradients = GradientGraph.Of(network.Graph, [input], [target], [0], GradientRules.Standard);
                if (gradients.Gradients[0].Count == 0)
                    return;
                int gradient = gradients.Gradients[0][0];
                Tensor expected = Runs.EngineOf(gradients.Graph).Values([network.Input, dy], gradient)[gradient];
                using Engine engine = gpu.EngineOn(gradients.Graph);
                Near.Relative(expected, engine.Values([network.Input, dy], gradient)[gradient], Tolerances.Device);
                Assert.Equal(0, engine.RentedBuffers);
            },
            iter: kind == "simulator" ? 20 : 40,
            threads: 1);
    }
}
