using System.Globalization;

namespace NetInsight.Gallery;

/// <summary>What the network is: its size, what it takes and gives, and a table of its layers.</summary>
internal sealed class NetworkSection : ISection
{
    public string Title => "The network";

    public string Sentence => "What it takes, what it answers, and how large it is; the table of layers also says how much of the picture each unit sees.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        Model model = context.Model;
        (string Name, string Value)[] facts =
        [
            ("input", $"{model.InputShape} (batch x channels x height x width)"),
            ("prepared as", Describe(model.Preprocessing)),
            ("answers", model.Labels is null ? $"{model.ClassCount} classes without names" : $"{model.ClassCount} classes, such as {string.Join(", ", model.Labels.Take(3))}"),
            ("layers", string.Join(", ", model.Layers.CountBy(layer => layer.Operator).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"))),
            ("parameters", Number(model.ParameterCount)),
            ("multiply-adds", $"{Number(model.MultiplyAddCount)} for one picture"),
        ];
        string rows = string.Concat(facts.Select(fact => $"<tr><th>{fact.Name}</th><td>{Page.Escape(fact.Value)}</td></tr>"));
        return $"""
            <table class="facts">{rows}</table>
            <details><summary>all {model.Layers.Count} layers</summary><pre>{Page.Escape(model.Summary())}</pre></details>
            """;
    }

    private static string Describe(Preprocessing preprocessing)
    {
        string mean = string.Join(", ", preprocessing.Mean.Select(x => x.ToString(CultureInfo.InvariantCulture)));
        string std = string.Join(", ", preprocessing.Std.Select(x => x.ToString(CultureInfo.InvariantCulture)));
        string scale = preprocessing.Scale == 1 ? "values 0 to 255" : string.Create(CultureInfo.InvariantCulture, $"values 0 to {255 * preprocessing.Scale:0.###}");
        return $"{preprocessing.Channels.ToString().ToUpperInvariant()}, {scale}, less mean ({mean}), divided by std ({std})";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
