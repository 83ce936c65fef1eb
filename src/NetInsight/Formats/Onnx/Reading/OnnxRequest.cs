namespace NetInsight.Formats.Onnx.Reading;

/// <summary>How a file is to be read.</summary>
/// <param name="Limits">The limits of reading.</param>
internal sealed record OnnxRequest(LoadLimits Limits)
{
    /// <summary>Whether the network is to have one input, the image, in NCHW; otherwise inputs stay as the file has them.</summary>
    public bool ForImages { get; init; }

    /// <summary>Values for inputs other than the image, by name.</summary>
    public IReadOnlyDictionary<string, Tensor>? Inputs { get; init; }

    /// <summary>The layout of the image input.</summary>
    public InputLayout Layout { get; init; }

    /// <summary>The height and width that an image input has where the file leaves them open.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The size that the file's metadata, or files beside it, state, for when <see cref="Size"/> is null.</summary>
    public ImageSize? MetadataSize { get; init; }
}
