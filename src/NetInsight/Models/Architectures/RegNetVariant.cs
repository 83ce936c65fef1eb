namespace NetInsight;

/// <summary>
/// The RegNets that torchvision has, by operations: X without and Y with squeeze and excitation. 400MF: 0.4 thousand million multiply-adds.
/// </summary>
public enum RegNetVariant
{
    /// <summary>regnet_x_400mf; timm's regnetx_004_tv (regnetx_004 has other groups).</summary>
    X400MF,

    /// <summary>regnet_x_800mf; timm's regnetx_008.</summary>
    X800MF,

    /// <summary>regnet_x_1_6gf; timm's regnetx_016.</summary>
    X1600MF,

    /// <summary>regnet_x_3_2gf; timm's regnetx_032.</summary>
    X3200MF,

    /// <summary>regnet_x_8gf; timm's regnetx_080.</summary>
    X8GF,

    /// <summary>regnet_x_16gf; timm's regnetx_160.</summary>
    X16GF,

    /// <summary>regnet_x_32gf; timm's regnetx_320.</summary>
    X32GF,

    /// <summary>regnet_y_400mf; timm's regnety_004.</summary>
    Y400MF,

    /// <summary>regnet_y_800mf; timm's regnety_008_tv (regnety_008 has other widths).</summary>
    Y800MF,

    /// <summary>regnet_y_1_6gf; timm's regnety_016.</summary>
    Y1600MF,

    /// <summary>regnet_y_3_2gf; timm's regnety_032.</summary>
    Y3200MF,

    /// <summary>regnet_y_8gf; timm's regnety_080_tv (regnety_080 has other widths).</summary>
    Y8GF,

    /// <summary>regnet_y_16gf; timm's regnety_160.</summary>
    Y16GF,

    /// <summary>regnet_y_32gf; timm's regnety_320.</summary>
    Y32GF,

    /// <summary>regnet_y_128gf.</summary>
    Y128GF,
}
