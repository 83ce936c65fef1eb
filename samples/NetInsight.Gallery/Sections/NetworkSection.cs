using System.Globalization;

namespace NetInsight.Gallery;

/// <summary>What the network is: its input, classes and size, and a table of its layers.</summary>
internal sealed class NetworkSection : ISection
{
    public string Title => "The network";

    public string Sentence =>
        "Its input, its classes and its size; the table of layers also lists the receptive fields.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        Model model = context.Model;
        PreprocessingSource source = model.PreprocessingSource;
        (string Name, string Value)[] facts =
        [
            ("input", $"{model.InputShape} (batch x channels x height x width)"),
            ("preprocessing", $"{model.Preprocessing}. {(source.IsGuess ? source.Note + " " : "")}{source.Reason}"),
            ("classes", model.Labels is null
                ? $"{model.ClassCount} without names"
                : $"{model.ClassCount}, such as {string.Join(", ", model.Labels.Take(3))}"),
            ("layers", string.Join(", ", model.Layers.CountBy(layer => layer.Operator)
                .OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"))),
            ("parameters", Number(model.ParameterCount)),
            ("multiply-adds", $"{Number(model.MultiplyAddCount)} for one image"),
        ];
        string rows = string.Concat(facts.Select(fact => $"<tr><th>{fact.Name}</th><td>{Page.Escape(fact.Value)}</td></tr>"));
        return $"""
            <table class="facts">{rows}</table>
            <details><summary>all {model.Layers.Count} layers</summary><pre>{Page.Escape(model.Summary(cancellation))}</pre></details>
            """;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
