namespace NetInsight;

/// <summary>How <see cref="GuidedGradCam"/> brings the class activation map to the input's size.</summary>
public enum CamInterpolation
{
    /// <summary>Bilinear, between the centres of positions, as published (Selvaraju et al. 2017, section 3.1).</summary>
    Bilinear,

    /// <summary>Each pixel takes the position in which its upper left corner lies, as Captum does by default.</summary>
    Nearest,
}
