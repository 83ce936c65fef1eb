using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// What a <see cref="Comparison"/> computes. With the defaults nine methods and their scores take less than a minute for ResNet-18 at
/// 224 x 224 on two cores: about 3,400 forward runs.
/// </summary>
public sealed record ComparisonOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>
    /// The methods, at least one, each name once. Default <see cref="ComparisonMethod.All"/>; <see cref="Without"/> leaves some out.
    /// </summary>
    public ImmutableArray<ComparisonMethod> Methods
    {
        get;
        init => field = Checked(value);
    } = ComparisonMethod.All;

    /// <summary>
    /// How pixels are deleted. Default: 50 steps instead of 100, so that all curves of nine methods and three controls take 1,200 runs of
    /// the network; the mean colour of the image, as in <see cref="DeletionOptions"/>.
    /// </summary>
    public DeletionOptions Deletion { get; init => field = Check.NotNull(value); } = new() { Steps = 50 };

    /// <summary>
    /// How pixels are inserted. Default: 50 steps instead of 100; the blurred image, as in <see cref="InsertionOptions"/>.
    /// </summary>
    public InsertionOptions Insertion { get; init => field = Check.NotNull(value); } = new() { Steps = 50 };

    /// <summary>
    /// Whether each method is run a second time on the network with random weights (Adebayo et al. 2018, arXiv:1810.03292), which takes as
    /// long as the first time. Default true.
    /// </summary>
    public bool RandomizesWeights { get; init; } = true;

    /// <summary>Whether the smallest regions are searched that keep, and that change, the answer. Default true.</summary>
    public bool FindsRegions { get; init; } = true;

    /// <summary>
    /// Cells along each side of the grid of which these regions are made; from 2 to 32. Default 14: 16 pixels of 224. At most one for each
    /// pixel.
    /// </summary>
    public int RegionCells { get; init => field = Check.Within(value, 2, 32); } = 14;

    /// <summary>What hidden regions show. Default <see cref="Fill.MeanColor"/>.</summary>
    public Fill RegionFill { get; init => field = Check.NotNull(value); } = Fill.MeanColor;

    /// <summary>
    /// Cells along each side of the grid on which maps are compared with each other; from 2 to 256. Default 28: 8 pixels of 224. At most
    /// one for each pixel.
    /// </summary>
    public int AgreementCells { get; init => field = Check.Within(value, 2, 256); } = 28;

    /// <summary>Seed of the random control maps and of random weights. Default 1. Methods have seeds of their own.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The same options without some methods.</summary>
    /// <param name="names">Their names, such as <c>RISE</c>; case is ignored.</param>
    /// <exception cref="ArgumentException">There is no method of a name, or none is left.</exception>
    public ComparisonOptions Without(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ImmutableArray<ComparisonMethod> rest = Methods;
        foreach (string name in names)
        {
            int index = rest.Select(method => method.Name).ToList().FindIndex(given => Same(given, name));
            if (index < 0)
            {
                throw new ArgumentException(
                    $"There is no method '{Printable.Escape(name ?? "")}'; there are {string.Join(", ", rest)}.", nameof(names));
            }

            rest = rest.RemoveAt(index);
        }

        return rest.Length > 0
            ? this with { Methods = rest }
            : throw new ArgumentException("No method is left.", nameof(names));
    }

    private static bool Same(string given, string? name) => string.Equals(given, name, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<ComparisonMethod> Checked(ImmutableArray<ComparisonMethod> methods)
    {
        if (methods.IsDefaultOrEmpty || methods.Any(method => method is null))
            throw new ArgumentException($"{nameof(Methods)} must hold at least one method, and none that is null.", nameof(methods));
        string? twice = methods.GroupBy(method => method.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? methods
            : throw new ArgumentException($"{nameof(Methods)} holds '{twice}' twice; give one of them another name.", nameof(methods));
    }
}
