using NetInsight.Imaging;

namespace NetInsight.Models;

/// <summary>A class by index or by name.</summary>
/// <param name="Index">The index; -1 where it is named.</param>
/// <param name="Label">The name; null where it is given by index.</param>
internal sealed record ClassReference(int Index, string? Label)
{
    /// <summary>The index of the class in a model.</summary>
    /// <exception cref="ArgumentException">There is no such class; the message says which there are.</exception>
    public int IndexIn(Model model)
    {
        if (Label is null)
        {
            return model.ClassCount is { } classes && Index >= classes
                ? throw new ArgumentOutOfRangeException(
                    Target.ParameterName, Index, $"The network has {classes:N0} classes, 0 to {classes - 1}.")
                : Index;
        }

        if (model.Labels is not { } labels)
        {
            throw new ArgumentException(
                $"The model has no labels, so that class '{Printable.Escape(Label)}' is not known: give its index, or the labels by "
                + $"{nameof(ModelOptions)}.{nameof(ModelOptions.Labels)}.",
                Target.ParameterName);
        }

        int[] found = Matching(labels, name => string.Equals(name, Label, StringComparison.OrdinalIgnoreCase));
        if (found.Length == 0)
        {
            found = Matching(labels, name => name.Split(',').Any(synonym =>
                string.Equals(synonym.Trim(), Label.Trim(), StringComparison.OrdinalIgnoreCase)));
        }

        if (found.Length == 1)
            return found[0];
        if (found.Length > 1)
        {
            throw new ArgumentException(
                $"'{Printable.Escape(Label)}' names {found.Length} classes: {string.Join(", ", found.Take(5))}. Give the index.",
                Target.ParameterName);
        }

        int[] near = Matching(labels, name => name.Contains(Label, StringComparison.OrdinalIgnoreCase));
        string nearest = near.Length == 0 ? "" : " Labels that contain it: " + string.Join(
            ", ", near.Take(5).Select(index => $"{index} '{Printable.Escape(labels[index])}'")) + ".";
        throw new ArgumentException(
            $"There is no class '{Printable.Escape(Label)}' among the {labels.Count:N0} labels.{nearest}", Target.ParameterName);
    }

    private static int[] Matching(Labels labels, Func<string, bool> matches) =>
        [.. Enumerable.Range(0, labels.Count).Where(index => matches(labels[index]))];
}
