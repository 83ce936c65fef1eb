namespace NetInsight;

/// <summary>How the image of a class is kept natural.</summary>
public enum VisualizationStyle
{
    /// <summary>Spectrum, decorrelated colours and random transformations (Olah et al. 2017): the clearest images.</summary>
    Fourier,

    /// <summary>Pixels from the mean colour, with an L2 penalty (Simonyan et al. 2013, arXiv:1312.6034).</summary>
    Simonyan,

    /// <summary>Pixels from noise, with decay and blur (Yosinski et al. 2015, arXiv:1506.06579).</summary>
    Yosinski,
}
