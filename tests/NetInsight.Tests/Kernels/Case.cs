using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>An operator and the shapes of what it is given.</summary>
internal sealed record Case(Operator Operator, params Shape[] Inputs)
{
    public override string ToString() => $"{Operator} on {string.Join(" and ", Inputs)}";
}

/// <summary>One way for an operator to be run: the answer is the same in all of them.</summary>
/// <param name="Threads">Threads of the engine.</param>
/// <param name="FirstIsConstant">Whether the first input is known before the run.</param>
/// <param name="RestIsConstant">Whether the other inputs are known before the run, so that they are packed.</param>
/// <param name="FirstIsStored">Whether the first input comes from a layer that stores it channels last.</param>
/// <param name="RestIsStored">Whether the others do.</param>
internal sealed record Form(
    int Threads = 1, bool FirstIsConstant = false, bool RestIsConstant = false, bool FirstIsStored = false, bool RestIsStored = false)
{
    public static readonly Form[] All =
    [
        new(), new(Threads: 3), new(RestIsConstant: true), new(Threads: 3, RestIsConstant: true), new(FirstIsConstant: true),
        new(FirstIsStored: true), new(RestIsStored: true), new(FirstIsStored: true, RestIsStored: true),
        new(FirstIsStored: true, RestIsConstant: true), new(FirstIsConstant: true, RestIsStored: true),
    ];

    /// <summary>Runs an operator as a graph of one node, with a pool of one place before what is to be stored channels last.</summary>
    public Tensor Run(Operator op, params Tensor[] inputs)
    {
        GraphBuilder graph = new();
        List<Tensor> given = [];
        int[] values = [.. inputs.Select((tensor, i) => Value(graph, tensor, i, given))];
        int output = graph.Node("node", op, [.. values]);
        return new Engine(graph.Build(output), Threads, long.MaxValue).Run([.. given], new HashSet<int> { output }, new HashSet<int>(), null, default)[output];
    }

    private int Value(GraphBuilder graph, Tensor tensor, int position, List<Tensor> given)
    {
        if (position == 0 ? FirstIsConstant : RestIsConstant)
            return graph.Constant(tensor.Shape, tensor.AsSpan());
        given.Add(tensor);
        int input = graph.Input($"input{position}", [.. tensor.Shape.Dimensions.ToArray().Select(extent => (int?)extent)]);
        bool isStored = (position == 0 ? FirstIsStored : RestIsStored) && tensor.Shape.Rank is 3 or 4 && tensor.Count > 0;
        return isStored ? graph.Node($"stored{position}", new MaxPool(Window.Square(1)), input) : input;
    }
}
