namespace NetInsight.Synthesis;

/// <summary>The shape of the images that are optimised.</summary>
internal static class ImageShape
{
    /// <summary>1 x channels x height x width.</summary>
    /// <exception cref="ArgumentException">The network's input is no image, or the start does not fit.</exception>
    /// <exception cref="InvalidOperationException">The file leaves the size open and none is given.</exception>
    public static Shape Of(Model model, ImageSynthesisOptions options)
    {
        if (model.Graph.Inputs[0].Dimensions is not [_, var stated, _, _])
            throw new ArgumentException("The network's input is no image, batch x channels x height x width.", nameof(model));
        if (options.Start is { } start)
            return Of(start, stated, options);
        if (options.Size is { Height: > 0, Width: > 0 } size)
            return new Shape(1, stated ?? model.Preprocessing.ChannelCount, size.Height, size.Width);
        return model.InputShape ?? throw new InvalidOperationException(
            $"The file leaves the input's size open: give {nameof(ImageSynthesisOptions)}.{nameof(ImageSynthesisOptions.Size)}.");
    }

    private static Shape Of(Tensor start, int? channels, ImageSynthesisOptions options)
    {
        bool fits = start.Shape is { Rank: 4 } shape && (shape[0] == 1 || shape[0] == options.Images) && shape.Count > 0
            && (channels is not { } count || shape[1] == count);
        if (!fits || (options.Size is { } size && (size.Height, size.Width) != (start.Shape[2], start.Shape[3])))
        {
            throw new ArgumentException(
                $"The start has shape {start.Shape}; {(options.Images == 1 ? "1" : $"1 or {options.Images}")} x "
                + $"{channels?.ToString() ?? "channels"} x "
                + $"{options.Size?.Height.ToString() ?? "height"} x {options.Size?.Width.ToString() ?? "width"} is expected.",
                nameof(options));
        }

        foreach (float value in start.AsSpan())
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"The start holds {value}; all elements must be finite.", nameof(options));
        }

        return start.Shape.With(0, 1);
    }
}
