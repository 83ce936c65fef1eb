using NetInsight.Imaging;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Building;

/// <summary>
/// One node as its gradient rule sees it: values and shapes of the forward pass, the output's gradient, and nodes to add.
/// </summary>
/// <param name="draft">The graph to which nodes are added.</param>
/// <param name="backward">What goes through nodes backwards.</param>
/// <param name="node">The node.</param>
/// <param name="gradient">The gradient of its output.</param>
/// <param name="needs">For each input, whether its gradient is asked for.</param>
/// <param name="contributions">What has been contributed to each value's gradient.</param>
internal sealed partial class GradientContext(
    GradientDraft draft, GradientBackward backward, Node node, int gradient, bool[] needs, Dictionary<int, List<int>> contributions)
{
    /// <summary>The layer's name.</summary>
    public string Layer => node.Name;

    /// <summary>The operator.</summary>
    public Operator Operator => node.Operator;

    /// <summary>The number of inputs.</summary>
    public int InputCount => node.Inputs.Length;

    /// <summary>The output value of the forward pass.</summary>
    public int Output => node.Output;

    /// <summary>The gradient of the output, of its shape: dy.</summary>
    public int Gradient => gradient;

    /// <summary>The value of an input in the forward pass.</summary>
    public int Input(int input) => node.Inputs[input];

    /// <summary>Whether the gradient of an input is asked for.</summary>
    public bool Needs(int input) => input < needs.Length && needs[input];

    /// <summary>A value's shape.</summary>
    public Shape ShapeOf(int value) => draft.ShapeOf(value);

    /// <summary>The shape of an input.</summary>
    public Shape ShapeOfInput(int input) => draft.ShapeOf(node.Inputs[input]);

    /// <summary>The elements of an input where it is a constant; else null.</summary>
    public Tensor? ConstantInput(int input) => draft.ConstantOf(node.Inputs[input]);

    /// <summary>The elements of a value where it is a constant; else null.</summary>
    public Tensor? ConstantOf(int value) => draft.ConstantOf(value);

    /// <summary>The value in a second forward pass, on the baseline: see <see cref="GradientDraft.BaselineOf"/>.</summary>
    public int BaselineOf(int value) => draft.BaselineOf(value);

    /// <summary>The same node with another gradient of its output, of the same shape, for a rule that changes it first.</summary>
    public GradientContext WithGradient(int changed) =>
        new(draft, backward, node, changed, needs, contributions);

    /// <summary>
    /// What a rule gives for one input of the operator if the operator had other inputs, of the same shapes: for methods that go backwards
    /// through a changed layer, such as one with the positive weights only.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="inputs">The inputs; those left out at the end are optional ones.</param>
    /// <param name="input">The input whose gradient is asked for.</param>
    /// <param name="of">The gradient of the output.</param>
    public int Derive(IGradientRule rule, int[] inputs, int input, int of)
    {
        Dictionary<int, List<int>> own = [];
        bool[] asked = new bool[inputs.Length];
        asked[input] = true;
        rule.Apply(new GradientContext(draft, backward, node with { Inputs = [.. inputs] }, of, asked, own));
        return own[inputs[input]].Single();
    }

    /// <summary>A new node, called after the layer; its output.</summary>
    public int Add(Operator op, params ReadOnlySpan<int> inputs) => draft.Add($"gradient/{node.Name}", op, inputs);

    /// <summary>A new constant.</summary>
    public int Constant(Tensor constant) => draft.Constant($"gradient/{node.Name}/constant", constant);

    /// <summary>A new constant of one element.</summary>
    public int Constant(float constant) => Constant(new Tensor(new Shape(), [constant]));

    /// <summary>Adds a value, of the input's shape, to the gradient of an input.</summary>
    public void Contribute(int input, int value)
    {
        if (ShapeOf(value) != ShapeOfInput(input))
        {
            throw new InvalidOperationException(
                $"Layer '{Printable.Escape(node.Name)}': the gradient rule of {node.Operator.Name} gives {ShapeOf(value)} for an input of "
                + $"{ShapeOfInput(input)}.");
        }

        Contribute(contributions, node.Inputs[input], value);
    }

    /// <summary>
    /// Differentiates an expansion instead of the node itself: ordinary nodes that compute the same from the same inputs.
    /// </summary>
    /// <param name="expand">Adds the nodes and returns their output, of the node's output's shape.</param>
    public void Differentiate(Func<int> expand)
    {
        int before = draft.AddedCount, output = expand();
        Node[] nodes = draft.AddedFrom(before);
        int[] wanted = [.. Enumerable.Range(0, needs.Length).Where(input => needs[input]).DistinctBy(input => node.Inputs[input])];
        Dictionary<int, List<int>> inner = [];
        Contribute(inner, output, gradient);
        backward.Run(nodes, backward.Dependents(nodes, wanted.Select(input => node.Inputs[input])), inner);
        foreach (int input in wanted)
        {
            if (backward.SumOf(node.Inputs[input], inner) is { } sum)
                Contribute(input, sum);
        }
    }

    /// <summary>Notes a contribution to a value's gradient.</summary>
    public static void Contribute(Dictionary<int, List<int>> contributions, int value, int contribution)
    {
        if (!contributions.TryGetValue(value, out List<int>? list))
            contributions[value] = list = [];
        list.Add(contribution);
    }
}
