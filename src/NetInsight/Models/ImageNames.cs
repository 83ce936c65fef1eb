using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging;

namespace NetInsight.Models;

/// <summary>The names of a sequence's images: each is text that a file can hold, and names one image only.</summary>
internal sealed class ImageNames
{
    private static readonly int Longest = LoadLimits.Default.NameLength;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _inOrder = [];

    /// <summary>The names so far, in their order.</summary>
    public IReadOnlyList<string> All => _inOrder;

    /// <summary>Adds an image's name.</summary>
    /// <param name="image">The image.</param>
    /// <param name="index">Its index in the sequence, for messages.</param>
    /// <exception cref="ArgumentException">It is null, or its name is that of an earlier one or cannot be stored in a file.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The technique's parameter.")]
    public void Add([NotNull] NamedImage? image, int index)
    {
        if (image is not { Id: not null, Image: not null })
            throw new ArgumentException($"Image {index} is null, or its name or pixels are.", "images");
        string id = Printable.Escape(image.Id);
        if (image.Id.Length > Longest || !IsText(image.Id))
        {
            throw new ArgumentException(
                $"The name of image {index}, '{id}', is no text of at most {Longest:N0} characters, so that no table could be saved.",
                "images");
        }

        if (!_names.Add(image.Id))
            throw new ArgumentException($"There are two images '{id}'; each needs its own name.", "images");
        _inOrder.Add(image.Id);
    }

    /// <summary>Whether a name has no unpaired surrogate, which files cannot hold.</summary>
    private static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
