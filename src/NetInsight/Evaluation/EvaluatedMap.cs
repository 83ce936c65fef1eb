using NetInsight.Attribution;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Evaluation;

/// <summary>A map that is scored, over the pixels of a network's input.</summary>
internal sealed class EvaluatedMap
{
    private readonly Target? _target;

    private EvaluatedMap(AttributedInput input, Target? target, float[] values, Heatmap map, string remarks)
    {
        (Input, _target, Values, Remarks) = (input, target, values, remarks + RemarksOn(map, values));
        (Range, Neutral) = (ColorScale.Of(map.Values), map.Neutral);
    }

    /// <summary>The image that the map explains.</summary>
    public AttributedInput Input { get; }

    /// <summary>One value for each pixel of the input, row-major; NaN where the map does not cover it.</summary>
    public float[] Values { get; }

    /// <summary>The map's smallest and largest finite values, before any resampling.</summary>
    public ColorScale Range { get; }

    /// <summary>The value of a pixel that plays no part.</summary>
    public double Neutral { get; }

    /// <summary>What the score's caption says of the map, as sentences that begin with a space; empty where nothing is special.</summary>
    public string Remarks { get; }

    /// <summary>An attribution over an input.</summary>
    public static EvaluatedMap Of(AttributedInput input, AttributionMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Of(input, map.Heatmap, map.Target.Target);
    }

    /// <summary>
    /// Any map over an input: by its origin where it has one; else it is taken to cover the whole input, or the original image where it has
    /// that size.
    /// </summary>
    /// <exception cref="ArgumentException">The map's origin is another image than the one that is given.</exception>
    public static EvaluatedMap Of(AttributedInput input, Heatmap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Of(input, map, null);
    }

    /// <summary>What is measured for the image: the target given, else that of the attribution, else the top class.</summary>
    public ExplainedTarget Resolve(Target? target, CancellationToken cancellation) =>
        TargetScores.Resolve(Input, target ?? _target, cancellation);

    private static EvaluatedMap Of(AttributedInput input, Heatmap map, Target? target)
    {
        (int height, int width) = (input.Height, input.Width);
        if (input.Origin is { } image && map.Origin is { } origin
            && (origin.ImageHeight, origin.ImageWidth) != (image.ImageHeight, image.ImageWidth))
        {
            throw new ArgumentException(
                $"The map covers an image of {origin.ImageHeight} x {origin.ImageWidth} pixels (height x width), but the image given has "
                + $"{image.ImageHeight} x {image.ImageWidth}.",
                nameof(map));
        }

        MapArea? area = AreaOf(input, map);
        if (area is null && (map.Height, map.Width) == (height, width))
            return new EvaluatedMap(input, target, map.Values.ToArray(), map, "");
        float[] values = BilinearMap.Resample(
            map.Values, map.Height, map.Width, height, width, area ?? MapArea.Whole(height, width));
        string resampled = $" The map of {map.Height} x {map.Width} was resampled (bilinear) to the input's {height} x {width}.";
        return new EvaluatedMap(input, target, values, map, resampled);
    }

    /// <summary>What the map covers, in pixels of the input; null for all of it.</summary>
    private static MapArea? AreaOf(AttributedInput input, Heatmap map)
    {
        if (input.Origin is not { } image)
            return null;
        MapArea seen = image.Area;
        bool isOriginal = map.Origin is null && (map.Height, map.Width) == (image.ImageHeight, image.ImageWidth)
            && (map.Height, map.Width) != (input.Height, input.Width);
        MapArea? covered = map.Origin?.Area ?? (isOriginal ? MapArea.Whole(image.ImageHeight, image.ImageWidth) : null);
        if (covered is not { } area || area == seen)
            return null;
        double down = input.Height / seen.Height, right = input.Width / seen.Width;
        return new MapArea((area.Top - seen.Top) * down, (area.Left - seen.Left) * right, area.Height * down, area.Width * right);
    }

    private static string RemarksOn(Heatmap map, ReadOnlySpan<float> values)
    {
        int finite = 0;
        foreach (float value in values)
            finite += float.IsFinite(value) ? 1 : 0;
        ColorScale range = ColorScale.Of(values);
        string none = finite == values.Length ? "" : $" {values.Length - finite:N0} of {values.Length:N0} positions have no finite value.";
        string constant = finite > 0 && range.Minimum == range.Maximum
            ? " All values of the map are equal: the score says nothing about it." : "";
        string rounding = map.IsWithinRounding ? " The map's values are within the network's rounding: the score is that of noise." : "";
        return none + constant + rounding;
    }
}
