using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>
/// Nodes with too few or too many inputs or outputs, which were read and then failed in a run with what no document names: found by
/// fuzzing.
/// </summary>
public sealed class OnnxArityTests
{
    [Theory]
    [InlineData("BatchNormalization", "x s s", "y", "has 3 inputs; 5 are expected")]
    [InlineData("InstanceNormalization", "x s", "y", "has 2 inputs; 3 are expected")]
    [InlineData("GroupNormalization", "x", "y", "has 1 input; 3 are expected")]
    [InlineData("LayerNormalization", "x", "y", "has 1 input; 2 to 3 are expected")]
    [InlineData("Add", "x", "y", "has 1 input; 2 are expected")]
    [InlineData("Relu", "x x", "y", "has 2 inputs; 1 is expected")]
    [InlineData("Conv", "x", "y", "has 1 input; 2 to 3 are expected")]
    [InlineData("Concat", "", "y", "has 0 inputs; at least 1 are expected")]
    [InlineData("Concat", "x - x", "y", "leaves out its input 1")]
    [InlineData("Where", "x - x", "y", "leaves out its input 1")]
    [InlineData("Relu", "x", "y z", "has 2 outputs; 1 is expected")]
    [InlineData("MaxPool", "x", "y i j", "has 3 outputs; 1 to 2 are expected")]
    public void Nodes_of_too_few_or_too_many_inputs_are_refused(string type, string inputs, string outputs, string rule) =>
        Hostile.Refuses(new OnnxBuilder(21).Input("x", 1, 2, 4, 4).Output("y").Floats("s", [2], 1, 1).Node(type, inputs, outputs), rule);

    [Fact]
    public void Every_operator_of_the_table_is_counted()
    {
        foreach (string key in OnnxOperators.Table.Keys)
        {
            NodeProto node = new() { OpType = key[(key.LastIndexOf('.') + 1)..], Domain = key.Contains('.') ? "com.microsoft" : "" };
            for (int output = 0; output < 9; output++)
                node.Output.Add($"y{output}");
            for (int input = 0; input < 12; input++)
                node.Input.Add("x");
            if (key is not ("Split" or "com.microsoft.QLinearConcat"))
                Assert.Throws<ArgumentException>(() => OnnxArity.Check(new OnnxNode(node, 21)));
        }
    }
}
