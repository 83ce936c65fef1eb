using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NetInsight.Imaging;

namespace NetInsight.Graphs;

/// <summary>The heads of all outputs of a graph, and the one that is the network's answer.</summary>
/// <param name="Of">The head of each output, in the graph's order.</param>
/// <param name="Chosen">The index of the output that is the network's answer.</param>
/// <param name="Reason">Why this output was chosen, as a sentence; empty where there is only one.</param>
internal sealed partial record Heads(ImmutableArray<Head> Of, int Chosen, string Reason)
{
    /// <summary>Outputs whose dependence on each other is looked at; more have no order.</summary>
    private const int Compared = 32;

    /// <summary>The chosen head.</summary>
    public Head Head => Of[Chosen];

    /// <summary>Recognises the heads of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of its values for one image; null where they are not known.</param>
    /// <param name="output">The index of the output to choose; null for the rule of <see cref="ModelOptions.Output"/>.</param>
    /// <param name="kind">What the chosen output holds; null for what is recognised.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static Heads Recognize(
        Graph graph, IReadOnlyDictionary<int, Shape>? shapes, int? output, HeadKind? kind, CancellationToken cancellation = default)
    {
        HeadRecognition recognition = new(graph, shapes, cancellation);
        Recognizer recognizer = new(graph, shapes, recognition);
        ImmutableArray<Head> heads = [.. graph.Outputs.Select(recognizer.HeadOf)];
        (int chosen, string reason) = output is { } index
            ? (index, "Chosen by its name.") : Choose(graph, recognition, heads, cancellation);
        if (heads[chosen].Kind == HeadKind.None && recognizer.HeadUnder(graph.Outputs[chosen]) is { } under)
            heads = heads.SetItem(chosen, under);
        else if (output is null && heads[chosen].Kind == HeadKind.None)
        {
            for (int next = 0; next < heads.Length && heads[chosen].Kind == HeadKind.None; next++)
            {
                if (recognizer.HeadUnder(graph.Outputs[next]) is { } other)
                    (heads, chosen, reason) = (heads.SetItem(next, other), next, "The others are no classifiers.");
            }
        }

        if (kind is { } overridden)
            heads = heads.SetItem(chosen, Override(
                heads[chosen], recognition.BeforeQuantization(graph.Outputs[chosen]), overridden));
        return new Heads(heads, chosen, reason);
    }

    /// <summary>
    /// The best rank, then the file's order. An output from which another classifier is computed is an embedding or has its probabilities
    /// there; one called auxiliary comes last.
    /// </summary>
    private static (int Chosen, string Reason) Choose(
        Graph graph, HeadRecognition recognition, ImmutableArray<Head> heads, CancellationToken cancellation)
    {
        if (heads.Length == 1)
            return (0, "");
        int[] candidates = [.. Enumerable.Range(0, heads.Length).Where(index => heads[index].Rank > 0)];
        if (candidates.Length == 0)
            return (0, "None of the outputs is a classifier.");
        HashSet<int> isUsed = [];
        foreach (int index in candidates.Take(Compared))
        {
            cancellation.ThrowIfCancellationRequested();
            bool[] needed = ShapeInference.NeededFor(graph, new HashSet<int> { graph.Outputs[index] });
            HashSet<int> ancestors = [.. graph.Nodes.Where((_, node) => needed[node]).Select(node => node.Output)];
            int own = recognition.RootOf(graph.Outputs[index]);
            isUsed.UnionWith(candidates.Where(other => heads[other].Rank < 3 && heads[other].Rank <= heads[index].Rank
                && recognition.RootOf(graph.Outputs[other]) is int root && root != own && ancestors.Contains(root)));
        }

        int chosen = candidates.OrderBy(index => isUsed.Contains(index))
            .ThenBy(index => Auxiliary().IsMatch(graph.Values[graph.Outputs[index]].Name))
            .ThenByDescending(index => heads[index].Rank)
            .First();
        string[] others = [.. candidates.Where(index => index != chosen)
            .Select(index => $"'{Printable.Escape(graph.Values[graph.Outputs[index]].Name)}'")];
        return (chosen, others.Length == 0
            ? "The only output that is a classifier."
            : $"Chosen before {string.Join(", ", others)}: probabilities before logits, what is computed last before what it is computed "
                + "from, auxiliary outputs last, then the file's order.");
    }

    private static Head Override(Head found, int output, HeadKind kind)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"{Head.OptionName} says {kind}.");
        return kind == HeadKind.None ? Head.None(output, reason)
            : kind == found.Kind ? found with { Reason = reason }
            : new Head(
                kind,
                output,
                kind switch
                {
                    HeadKind.Logits => ScoreTransform.Softmax,
                    HeadKind.SigmoidLogits => ScoreTransform.Sigmoid,
                    _ => ScoreTransform.Scale,
                },
                1,
                reason,
                3);
    }

    [GeneratedRegex("(^|[^A-Za-z])aux", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Auxiliary();

    /// <summary>Names of outputs that hold values of their own, whatever computes them.</summary>
    [GeneratedRegex(
        "(^|[^A-Za-z])(landmarks?|key_?points?|b?box(es)?|embeddings?|embed|emb|descriptors?|feat(ure)?s?)([^A-Za-z]*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoClasses();

    /// <summary>The head of one value.</summary>
    private sealed class Recognizer(Graph graph, IReadOnlyDictionary<int, Shape>? shapes, HeadRecognition recognition)
    {
        public Head HeadOf(int value) => HeadOf(value, graph.Values[value].Name);

        /// <summary>The head of the scores whose largest an output holds, as ArgMax and TopK do; null for other outputs.</summary>
        public Head? HeadUnder(int output)
        {
            if (recognition[output] is not { Form: HeadForm.Indices, Operator: var name, Source: var source })
                return null;
            Head head = HeadOf(source, "");
            return head.Kind == HeadKind.None ? null : head with
            {
                Reason = $"The output holds only the result of {name}; the scores of all classes are taken from its input "
                    + $"'{Printable.Escape(graph.Values[source].Name)}'. {head.Reason}",
            };
        }

        private Head HeadOf(int value, string name)
        {
            HeadFact fact = recognition[value];
            int held = recognition.BeforeQuantization(value);
            bool areLogs = fact.Form is HeadForm.LogDistribution or HeadForm.LogIndependent;
            string scale = fact.Scale == 1 || areLogs ? "" : string.Create(CultureInfo.InvariantCulture, $", times {fact.Scale:0.###}");
            string made = $"{(areLogs ? "logarithms of " : "")}probabilities of {fact.Operator}{scale}";
            switch (fact.Form)
            {
                case HeadForm.Distribution or HeadForm.LogDistribution:
                    return Checked(new Head(
                        HeadKind.Softmax, Source(), fact.Scores < 0 ? ScoreTransform.Scale : ScoreTransform.Softmax, fact.Scale,
                        $"Recognised by {made}: they sum to 1 over the classes.", 3));
                case HeadForm.Independent or HeadForm.LogIndependent when !NoClasses().IsMatch(name):
                    return Checked(new Head(
                        HeadKind.Sigmoid, Source(), fact.Scores < 0 ? ScoreTransform.Scale : ScoreTransform.Sigmoid, fact.Scale,
                        $"Recognised by {made}: each by itself, one value stands for two classes.", 3));
                case HeadForm.Linear or HeadForm.Convolved or HeadForm.Pooled when !NoClasses().IsMatch(name):
                    return Checked(new Head(
                        HeadKind.Logits, held, ScoreTransform.Softmax, 1,
                        $"Values of {fact.Operator}{(fact.Form is HeadForm.Pooled ? ", averaged over positions" : "")} without softmax or "
                        + $"sigmoid are taken as logits; where they are labels by themselves, choose {Head.OptionName} = "
                        + $"{nameof(HeadKind)}.{nameof(HeadKind.SigmoidLogits)}.",
                        fact.Form is HeadForm.Pooled ? 1 : 2));
                default:
                    string orOther = graph.Outputs.Length > 1
                        ? $", or another output by {nameof(ModelOptions)}.{nameof(ModelOptions.Output)}" : "";
                    return Head.None(value, $"{WhatIs(value, fact, name)} If it does hold classes, choose {Head.OptionName}{orOther}.");
            }

            int Source() => fact.Scores < 0 ? held : fact.Scores;
        }

        /// <summary>The head, if its scores are one for each class as far as shapes are known.</summary>
        private Head Checked(Head head)
        {
            if (shapes is null || graph.Values[head.Scores].Constant is not null)
                return head;
            Shape scores = shapes[head.Scores];
            return Head.ColumnsOf(scores) is null || Head.IsUnbatched(scores)
                    ? Head.None(head.Scores, NoColumns(scores))
                : head.ClassCount(scores) is not null ? head
                : Head.None(
                    head.Scores,
                    head.Kind == HeadKind.Softmax ? "the output is a softmax over one value, which is always 1." : Head.OneValue);
        }

        private static string NoColumns(Shape shape) =>
            $"the output has shape {shape}, not one value for each class (a feature map, a segmentation, boxes).";

        private string WhatIs(int value, HeadFact fact, string name)
        {
            bool isKnown = shapes is not null && shapes.TryGetValue(value, out _);
            string shape = isKnown ? $" of shape {shapes![value]}" : "";
            return fact.Form switch
            {
                HeadForm.Features when isKnown && Head.ColumnsOf(shapes![value]) is null => NoColumns(shapes[value]),
                _ when fact.Form is not HeadForm.Features and not HeadForm.Derived && NoClasses().IsMatch(name) =>
                    $"the output{shape} is no class scores by its name, '{Printable.Escape(name)}'.",
                HeadForm.Indices => $"the output{shape} holds indices or the largest values only ({fact.Operator}).",
                HeadForm.Normalized => $"the output{shape} is an embedding: it ends in {fact.Operator}.",
                HeadForm.Derived => $"the output{shape} is computed from probabilities in a way that is not followed ({fact.Operator}).",
                _ when fact.Operator.Length == 0 => $"the output{shape} is the network's input or a constant.",
                _ => $"the output{shape} holds values of {fact.Operator}, a feature map or an embedding: no matrix product or convolution "
                    + "makes one score for each class.",
            };
        }
    }
}
