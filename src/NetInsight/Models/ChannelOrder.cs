namespace NetInsight;

/// <summary>The order of the colour channels in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue: torchvision and nearly all networks since.</summary>
    Rgb,

    /// <summary>Blue, green, red: Caffe.</summary>
    Bgr,

    /// <summary>One channel: the luma of ITU-R BT.601, as Pillow's convert('L').</summary>
    Gray,
}
