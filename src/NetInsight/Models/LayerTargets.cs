using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Imaging;

namespace NetInsight.Models;

/// <summary>What the targets that are parts of a layer share.</summary>
/// <param name="Name">The layer.</param>
internal abstract record PartTarget(string Name) : Target
{
    internal override TargetSpec SpecOf(Model model) => new(model.ValueOf(Name, Target.ParameterName), null, TargetSeed.Given);

    /// <summary>Refuses an index outside the layer's output.</summary>
    private protected void CheckIndex(string what, int index, int extent, Shape shape)
    {
        if (index >= extent)
        {
            throw new ArgumentOutOfRangeException(
                Target.ParameterName,
                index,
                $"Layer '{Printable.Escape(Name)}' has {extent:N0} {what}s, 0 to {extent - 1} (its output is {shape}).");
        }
    }

    /// <summary>The extent of an axis, 1 where there is none.</summary>
    private protected static int Extent(Shape shape, int axis) => axis < shape.Rank ? shape[axis] : 1;
}

/// <summary>One element.</summary>
internal sealed record UnitTarget(string Name, int ChannelIndex, int Row, int Column) : PartTarget(Name)
{
    internal override Tensor SeedOf(Model model, Shape shape)
    {
        // Signals [N, C, W] have columns only.
        int rows = shape.Rank == 3 ? 1 : Extent(shape, 2), columns = shape.Rank == 3 ? shape[2] : Extent(shape, 3);
        CheckIndex("channel", ChannelIndex, Extent(shape, 1), shape);
        CheckIndex("row", Row, rows, shape);
        CheckIndex("column", Column, columns, shape);
        if (shape.Rank > 4)
            throw new ArgumentException($"Layer '{Printable.Escape(Name)}' has an output of {shape}: use Target.Of.", Target.ParameterName);
        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
            seed.AsSpan()[((image * Extent(shape, 1) + ChannelIndex) * rows + Row) * columns + Column] = 1;
        return seed;
    }

    internal override string Describe(Model model) => $"{Name}, channel {ChannelIndex}, row {Row}, column {Column}";
}

/// <summary>The mean of a channel.</summary>
internal sealed record ChannelTarget(string Name, int ChannelIndex) : PartTarget(Name)
{
    internal override Tensor SeedOf(Model model, Shape shape)
    {
        CheckIndex("channel", ChannelIndex, Extent(shape, 1), shape);
        int positions = shape.Rank < 2 ? 1 : shape.Product(2, shape.Rank);
        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
            seed.AsSpan().Slice((image * Extent(shape, 1) + ChannelIndex) * positions, positions).Fill(1f / positions);
        return seed;
    }

    internal override string Describe(Model model) => $"mean of {Name}, channel {ChannelIndex}";
}

/// <summary>The mean of all elements.</summary>
internal sealed record LayerTarget(string Name) : PartTarget(Name)
{
    internal override Tensor SeedOf(Model model, Shape shape)
    {
        Tensor seed = new(shape);
        seed.AsSpan().Fill(1f / shape.Product(1, shape.Rank));
        return seed;
    }

    internal override string Describe(Model model) => $"mean of {Name}";
}

/// <summary>Half the sum of squares.</summary>
internal sealed record HalfSquaredNormTarget(string Name) : PartTarget(Name)
{
    internal override TargetSpec SpecOf(Model model) => base.SpecOf(model) with { Seed = TargetSeed.Own };

    internal override string Describe(Model model) => $"half the sum of squares of {Name}";
}

/// <summary>A weighted sum.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Weights">The weights, for one image or for all.</param>
/// <param name="First">The image of the whole batch with which a run on a part of it begins; null for the whole batch.</param>
/// <param name="Total">The images of the whole batch.</param>
internal sealed record WeightedTarget(string Name, Tensor Weights, int? First = null, int Total = 0) : PartTarget(Name)
{
    internal override Tensor SeedOf(Model model, Shape shape)
    {
        Shape one = shape.With(0, 1), bare = new(shape.Dimensions[1..]);
        if (First is { } first && Total > 1 && Weights.Shape == shape.With(0, Total))
            return new Tensor(shape, Weights.AsSpan().Slice(first * bare.Count, shape.Count));
        if (First is null && Weights.Shape == shape)
            return Weights;
        if (Weights.Shape != one && Weights.Shape != bare)
        {
            throw new ArgumentException(
                $"Layer '{Printable.Escape(Name)}' has an output of {shape}, but the weights are {Weights.Shape}.", Target.ParameterName);
        }

        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
            Weights.AsSpan().CopyTo(seed.AsSpan()[(image * Weights.Count)..]);
        return seed;
    }

    internal override Target ForImages(int first, int count, int total) => this with { First = first, Total = total };

    internal override string Describe(Model model) => $"weighted sum of {Name}";
}
