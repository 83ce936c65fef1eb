using System.Collections.Immutable;
using System.Text;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Models.Statements;

namespace NetInsight;

public sealed partial class Model
{
    private string _labelsNote = "";

    /// <summary>All outputs of the network, in the file's order, with what was recognised in each.</summary>
    public ImmutableArray<ModelOutput> Outputs { get; }

    /// <summary>
    /// The output that is the network's answer: <see cref="ModelOptions.Output"/>, or chosen by the rule that stands there.
    /// </summary>
    public ModelOutput Output => Outputs[_heads.Chosen];

    /// <summary>The value of <see cref="Output"/>.</summary>
    internal int OutputValue => Graph.Outputs[_heads.Chosen];

    /// <summary>What <see cref="Output"/> holds, and so how probabilities are computed.</summary>
    public HeadKind Head => ClassifierHead.Kind;

    /// <summary>How scores and probabilities come from the chosen output.</summary>
    internal Head ClassifierHead => _heads.Head;

    private static Heads HeadsOf(Graph graph, IReadOnlyDictionary<int, Shape>? shapes, ModelOptions options, CancellationToken cancellation)
    {
        string[] names = [.. graph.Outputs.Select(value => graph.Values[value].Name)];
        int chosen = Array.IndexOf(names, options.Output);
        if (chosen < 0 && options.Output is not null)
        {
            throw new ArgumentException(
                $"There is no output '{Printable.Escape(options.Output)}'. The network's outputs are: "
                + $"{string.Join(", ", names.Select(output => $"'{Printable.Escape(output)}'"))}.",
                nameof(options));
        }

        Heads heads = Heads.Recognize(graph, shapes, options.Output is null ? null : chosen, options.Head, cancellation);
        if (graph.Values[heads.Head.Scores].Constant is null)
            return heads;
        string name = Printable.Escape(graph.Values[graph.Outputs[heads.Chosen]].Name);
        throw new ArgumentException(
            $"The network's output '{name}' is a constant; one that depends on the input is expected.", nameof(graph));
    }

    private static ImmutableArray<ModelOutput> OutputsOf(Graph graph, Dictionary<int, Shape>? shapes, Heads heads) =>
    [
        .. graph.Outputs.Select((value, index) => new ModelOutput(
            graph.Values[value].Name,
            graph.Values[value].Constant?.Shape ?? shapes?[value],
            heads.Of[index].Kind,
            heads.Of[index].Kind == HeadKind.None ? $"No classifier: {heads.Of[index].Reason}" : heads.Of[index].Reason)),
    ];

    /// <summary>The caller's labels; one label of a sigmoid with one output becomes two.</summary>
    /// <exception cref="ArgumentException">There are more or fewer labels than classes.</exception>
    private Labels? LabelsFor(int? classes, ModelOptions options) => options.Labels is not { } labels || Fits(classes, labels)
        ? WithBoth(classes, options.Labels)
        : throw new ArgumentException(WrongLabels(labels.Count, classes!.Value), nameof(options));

    private Labels? WithBoth(int? classes, Labels? labels) =>
        labels is [var one] && IsPair(classes) ? new Labels([$"not {one}", one]) : labels;

    private bool Fits(int? classes, Labels labels) =>
        classes is null || labels.Count == classes || (labels.Count == 1 && IsPair(classes));

    private bool IsPair(int? classes) => classes is 2 && ClassifierHead.IsIndependent;

    /// <summary>
    /// The stated labels; none where their number differs from the classes', which <see cref="Summary"/> then says.
    /// </summary>
    private Labels? StatedLabels(int? classes, Statement? source)
    {
        if (source?.Labels is not { } labels || Fits(classes, labels))
            return WithBoth(classes, source?.Labels);
        _labelsNote = $"Labels of {source.LabelsOrigin} are not used. {WrongLabels(labels.Count, classes!.Value)}\n";
        return null;
    }

    private void CheckLabels(int classes)
    {
        if (Labels is { } labels && labels.Count != classes)
            throw new InvalidOperationException(WrongLabels(labels.Count, classes));
    }

    private static string WrongLabels(int labels, int classes) => $"There are {labels:N0} labels, but the network has {classes:N0} classes."
        + (classes == labels + 1 ? " Networks with one class more usually have 'background' as class 0: put it in front, as in "
                + "ModelOptions.Labels = new Labels([\"background\", .. labels])."
            : labels == classes + 1 ? " If the first label is 'background', leave it out, as in ModelOptions.Labels = "
                + "new Labels(labels.Skip(1))."
            : "");

    private string DescribeOutputs()
    {
        StringBuilder text = new();
        foreach (ModelOutput output in Outputs)
        {
            bool isChosen = ReferenceEquals(output, Output);
            string shape = output.Shape is { } known ? $" {known}" : "", reason = isChosen ? $" {_heads.Reason}".TrimEnd() : "";
            text.Append($"output {Printable.Escape(output.Name)}{shape}: {output.Head}{(isChosen ? " (the network's answer)" : "")}. ")
                .Append($"{output.Reason}{reason}\n");
        }

        return text.Append(_labelsNote).ToString();
    }
}
