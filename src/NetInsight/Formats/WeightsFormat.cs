namespace NetInsight.Formats;

/// <summary>The file formats of weights.</summary>
internal enum WeightsFormat
{
    /// <summary>Begins like none of the others.</summary>
    Unknown,

    /// <summary>A length in 8 bytes, then a JSON header.</summary>
    Safetensors,

    /// <summary>A zip file, as torch.save writes since 1.6.</summary>
    PyTorchZip,

    /// <summary>Pickles and raw storages, as torch.save wrote before 1.6.</summary>
    PyTorchLegacy,

    /// <summary>One NumPy array, as numpy.save writes.</summary>
    Npy,

    /// <summary>A tar file, as torch.save wrote before 0.1.10.</summary>
    PyTorchTar,
}
