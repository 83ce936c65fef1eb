namespace NetInsight;

/// <summary>The order of the dimensions of a network's image input in its file. Inside NetInsight every input is NCHW.</summary>
public enum InputLayout
{
    /// <summary>
    /// Recognised: by what the network does first with its input (a Transpose, or an operator that takes NCHW), else by the dimension of 1,
    /// 3 or 4 channels.
    /// </summary>
    Automatic,

    /// <summary>Batch x channels x height x width, as PyTorch writes; also channels x height x width.</summary>
    Nchw,

    /// <summary>Batch x height x width x channels, as TensorFlow and Keras write; also height x width x channels.</summary>
    Nhwc,
}
