using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Tests.Formats.Onnx;

/// <summary>Files of unusual forms with parts exchanged: whatever they are, only documented exceptions leave the reader.</summary>
public sealed class OnnxFormsHostileTests
{
    private static readonly long[] Extents = [0, 1, -1, 2, 3, 4, 12, 224, int.MaxValue, 1L << 31, long.MinValue, long.MaxValue];
    private static readonly string[] Operators =
        ["Relu", "Transpose", "Reshape", "Flatten", "If", "Identity", "Shape", "Expand", "Concat", "Squeeze", "Unsqueeze", "Slice",
            "Gather", "Twice"];

    [Fact]
    public void Exchanged_parts_are_read_or_refused()
    {
        Random random = new(7);
        ModelProto[] seeds = [.. Seeds().Select(seed => seed.Proto)];
        int read = 0;
        for (int i = 0; i < 1500; i++)
        {
            ModelProto model = seeds[i % seeds.Length].Clone();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                Change(model, random);
            foreach (bool forImages in new[] { true, false })
            {
                try
                {
                    byte[] bytes = Google.Protobuf.MessageExtensions.ToByteArray(model);
                    if (forImages)
                        Model.Load(new MemoryStream(bytes)).Dispose();
                    else
                        OnnxReader.Read(bytes, "test", LoadLimits.Default);
                    read++;
                }
                catch (Exception e) when (e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException)
                {
                    // Refused.
                }
                catch (Exception e)
                {
                    Assert.Fail($"{i}: {e}\n{model}");
                }
            }
        }

        Assert.InRange(read, 100, 3000);
    }

    private static void Change(ModelProto model, Random random)
    {
        GraphProto graph = model.Graph;
        NodeProto node = graph.Node[random.Next(graph.Node.Count)];
        var dimensions = graph.Input[random.Next(graph.Input.Count)].Type.TensorType.Shape.Dim;
        long extent = Extents[random.Next(Extents.Length)];
        switch (random.Next(8))
        {
            case 0 when node.Attribute.Count > 0 && node.Attribute[0].Ints.Count > 0:
                node.Attribute[0].Ints[random.Next(node.Attribute[0].Ints.Count)] = extent;
                break;
            case 1 when dimensions.Count > 0:
                dimensions[random.Next(dimensions.Count)].DimValue = extent;
                break;
            case 2 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = graph.Node[random.Next(graph.Node.Count)].Output[0];
                break;
            case 3:
                TensorProto tensor = graph.Initializer[random.Next(graph.Initializer.Count)];
                if (tensor.Int64Data.Count > 0)
                    tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = extent;
                break;
            case 4:
                graph.Input[random.Next(graph.Input.Count)].Type.TensorType.ElemType = random.Next(17);
                break;
            case 5:
                node.OpType = Operators[random.Next(Operators.Length)];
                node.Domain = node.OpType == "Twice" ? "own" : "";
                break;
            case 6 when dimensions.Count > 0:
                dimensions.RemoveAt(random.Next(dimensions.Count));
                break;
            case 7 when model.Functions.Count > 0:
                model.Functions[0].Node[0].OpType = random.Next(2) == 0 ? "Twice" : "Relu";
                model.Functions[0].Node[0].Domain = random.Next(2) == 0 ? "own" : "";
                break;
        }
    }

    private static IEnumerable<OnnxBuilder> Seeds()
    {
        yield return Classified(Start(-1, 12, 10, 3).Floats("m", [3], 1, 2, 3).Node("Sub", "x m", "d")
            .Node("Transpose", "d", "t", ("perm", new[] { 0, 3, 1, 2 })), "t");
        yield return Classified(Start(12, 10, 3).Longs("zero", 0).Node("Transpose", "x", "s", ("perm", new[] { 2, 0, 1 }))
            .Node("Unsqueeze", "s zero", "t"), "t");
        yield return Classified(Start(4, 3, 12, 10).Longs("r", 4, 3, 12, 10).Node("Reshape", "x r", "t"), "t");
        yield return Classified(Start(-1, 3, -1, -1).Longs("i0", 0).Longs("rest", 3, -1, 10).Node("Shape", "x", "s")
            .Node("Gather", "s i0", "n")
            .Node("Concat", "n rest", "q", ("axis", 0)).Node("Reshape", "x q", "t"), "t");
        yield return Classified(Start(-1, 3, 12, 10).Input("gate", -1, 3, 1, 1).Node("Mul", "x gate", "t"), "t");
        OnnxBuilder function = Classified(Start(-1, 3, 12, 10).Node("Twice", "x", "t"), "t");
        function.Proto.Graph.Node[0].Domain = "own";
        function.Proto.Functions.Add(new FunctionProto
        {
            Name = "Twice",
            Domain = "own",
            Input = { "X" },
            Output = { "Y" },
            Node =
            {
                new NodeProto { OpType = "Relu", Input = { "X" }, Output = { "T" } },
                new NodeProto { OpType = "Add", Input = { "T", "T" }, Output = { "Y" } },
            },
        });
        yield return function;
    }

    private static OnnxBuilder Start(params long[] input) => new OnnxBuilder().Input("x", input).Output("y");

    private static OnnxBuilder Classified(OnnxBuilder model, string from) => model
        .Constant("cw", 4, 3, 3, 3).Constant("fw", 5, 4).Constant("fb", 5)
        .Node("Conv", $"{from} cw", "c", ("kernel_shape", new[] { 3, 3 })).Node("GlobalAveragePool", "c", "p").Node("Flatten", "p", "f")
        .Node("Gemm", "f fw fb", "y", ("transB", 1));
}
