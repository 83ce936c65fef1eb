using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Synthesis.Objectives;

namespace NetInsight;

/// <summary>
/// What an image is optimised for: a weighted sum of numbers that a network computes of it. It is maximised; what should become small has a
/// negative weight.
/// </summary>
/// <remarks>
/// Any <see cref="Target"/> is an objective. Objectives are added, subtracted and multiplied by numbers. They belong to no model; names and
/// indices are checked when they are used. Layers are computed at the size of the image, also where the file states another, as long as
/// only layers that fit any size are needed.
/// </remarks>
/// <example>
/// <code>
/// Objective both = Objective.Channel("mixed4a", 97) + 0.5 * Objective.Channel("mixed4a", 11);
/// Objective otter = Target.Class("otter") - 0.1 * Objective.Layer("conv2");
/// </code>
/// </example>
public sealed class Objective
{
    private readonly ImmutableArray<WeightedTerm> _terms;
    private readonly string? _name;

    private Objective(ImmutableArray<WeightedTerm> terms, string? name = null) => (_terms, _name) = (terms, name);

    /// <summary>Its terms.</summary>
    internal ImmutableArray<WeightedTerm> Terms => _terms;

    /// <summary>Whether an image's value depends on the other images of the batch.</summary>
    internal bool IsCoupled => _terms.Any(term => term.Term.IsCoupled);

    /// <summary>A target's value.</summary>
    public static implicit operator Objective(Target target) => Of(target);

    /// <summary>A target's value.</summary>
    public static Objective Of(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Single(new TargetTerm(target));
    }

    /// <summary>The mean of all elements of a layer's output: <see cref="Target.Layer"/>.</summary>
    public static Objective Layer(string layer) => Of(Target.Layer(layer));

    /// <summary>The mean of a channel over all positions: <see cref="Target.Channel"/> (Olah et al. 2017).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The channel is negative.</exception>
    public static Objective Channel(string layer, int channel) => Of(Target.Channel(layer, channel));

    /// <summary>One element of a layer's output: <see cref="Target.Unit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public static Objective Unit(string layer, int channel, int row = 0, int column = 0) =>
        Of(Target.Unit(layer, channel, row, column));

    /// <summary>Half the sum of squares of a layer's elements, which DeepDream maximises: its gradient there is the layer itself.</summary>
    /// <param name="layer">The layer's name.</param>
    public static Objective HalfSquaredNorm(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Of(Target.HalfSquaredNorm(layer));
    }

    /// <summary>The mean over all positions of the dot product of the channels with a vector, such as a concept in feature space.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="direction">One element for each channel; it is not normalised.</param>
    /// <exception cref="ArgumentException">There is no element, or one is not finite.</exception>
    public static Objective Direction(string layer, params IReadOnlyList<float> direction)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentNullException.ThrowIfNull(direction);
        if (direction.Count == 0 || !direction.All(float.IsFinite))
            throw new ArgumentException("A direction has one finite number for each channel.", nameof(direction));
        return Single(new DirectionTerm(layer, new Tensor(new Shape(direction.Count), [.. direction])));
    }

    /// <summary>The squared distance of a layer's output from given features; with a negative weight the image is drawn to them.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="features">Of the shape of the layer's output for one image of the optimised size.</param>
    /// <param name="scale">By what it is divided. Default: nothing, the sum over all elements.</param>
    /// <exception cref="ArgumentException">A feature is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not defined.</exception>
    public static Objective FeatureDistance(string layer, Tensor features, DistanceScale scale = DistanceScale.Sum)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Single(new FeatureDistanceTerm(layer, Finite(features, nameof(features)), Imaging.Check.Defined(scale)));
    }

    /// <summary>
    /// The squared distance of a layer's Gram matrix from a given one; with a negative weight the image takes on its texture.
    /// </summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="gram">The matrix, C x C, divided by C H W: see <see cref="GramMatrix.Of"/>.</param>
    /// <param name="scale">How it is scaled. Default: the sum over all elements.</param>
    /// <exception cref="ArgumentException">An element of the matrix is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not defined.</exception>
    public static Objective GramDistance(string layer, Tensor gram, GramScale scale = GramScale.Sum)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Single(new GramDistanceTerm(layer, Finite(gram, nameof(gram)), Imaging.Check.Defined(scale)));
    }

    /// <summary>
    /// How alike an image's texture is to those of the images optimised beside it: the sum over the others of the cosine of both Gram
    /// matrices. With a negative weight the images become different (Olah et al. 2017, "Diversity"). 0 for one image.
    /// </summary>
    /// <param name="layer">The layer's name.</param>
    public static Objective Similarity(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Single(new SimilarityTerm(layer));
    }

    /// <summary>Each position's best likeness with the positions of a guide's feature map, 1 x C x H x W.</summary>
    internal static Objective Guided(string layer, Tensor features) => Single(
        new GuideTerm(layer, features.Reshape(new Shape(1, features.Shape[1], features.Shape[2] * features.Shape[3]))));

    /// <summary>The sum of two objectives.</summary>
    public static Objective operator +(Objective left, Objective right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new Objective(left._terms.AddRange(right._terms));
    }

    /// <summary>The first less the second.</summary>
    public static Objective operator -(Objective left, Objective right) => left + -right;

    /// <summary>The opposite: what was to grow is to become small.</summary>
    public static Objective operator -(Objective objective) => -1 * objective;

    /// <summary>An objective times a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static Objective operator *(double weight, Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (!double.IsFinite(weight))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"A weight must be finite, but is {weight}.");
        return new Objective([.. objective._terms.Select(term => term with { Weight = weight * term.Weight })]);
    }

    /// <summary>An objective times a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static Objective operator *(Objective objective, double weight) => weight * objective;

    /// <summary>The same objective under a name, for captions.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Objective Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Objective(_terms, name);
    }

    /// <summary>The objective in words: its name, or its terms with their weights.</summary>
    internal string Describe(Model model)
    {
        if (_name is not null)
            return _name;
        string text = "";
        foreach ((double weight, ObjectiveTerm term) in _terms)
        {
            string size = Math.Abs(weight) == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(weight):G4} x ");
            string sign = weight < 0 ? (text == "" ? "-" : " - ") : text == "" ? "" : " + ";
            text += $"{sign}{size}{term.Describe(model)}";
        }

        return text;
    }

    /// <summary>A copy of a tensor of finite elements.</summary>
    private static Tensor Finite(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        foreach (float value in tensor.AsSpan())
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"An element is {value}; all must be finite.", name);
        }

        return tensor.Clone();
    }

    private static Objective Single(ObjectiveTerm term) => new([new WeightedTerm(1, term)]);
}
