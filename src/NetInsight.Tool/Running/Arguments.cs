using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NetInsight.Tool.Running;

/// <summary>Arguments and options that several verbs have, and their checks.</summary>
internal static class Arguments
{
    /// <summary>Images: files and folders.</summary>
    public static Argument<string[]> Images() => new("IMAGES")
    {
        Description = "Images (PNG, JPEG, WebP, BMP, GIF), or folders of them; subfolders are not searched.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>A positive count.</summary>
    public static Option<int> Count(string name, int value, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result => RequirePositive(result, name));
        return option;
    }

    /// <summary>Indices such as <c>0-3,7</c>.</summary>
    public static Option<string?> Indices(string name, string description)
    {
        Option<string?> option = new(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && TryIndices(token.Value) is null)
                result.AddError($"{name} {token.Value}: indices are expected, such as 0-3,7.");
        });
        return option;
    }

    /// <summary>The indices of a text that was checked; null for none.</summary>
    public static IReadOnlyList<int>? ParseIndices(string? text) => text is null ? null : TryIndices(text);

    /// <summary>Adds an error where a number is not positive.</summary>
    public static void RequirePositive(OptionResult result, string name)
    {
        if (result.Tokens is [var token]
            && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value < 1)
        {
            result.AddError($"{name} {token.Value}: must be at least 1.");
        }
    }

    private static List<int>? TryIndices(string text)
    {
        const int Most = 100_000;
        List<int> indices = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Read(ends[0], out int first) || !Read(ends[^1], out int last) || last < first
                || last - first >= Most - indices.Count)
            {
                return null;
            }

            indices.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. indices.Distinct()];

        static bool Read(string digits, out int index) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
