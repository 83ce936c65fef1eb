namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>How values between places are made.</summary>
internal enum ResizeMode
{
    /// <summary>The value of the nearest place.</summary>
    Nearest,

    /// <summary>On the line between the two neighbours.</summary>
    Linear,

    /// <summary>On Keys' cubic through four neighbours.</summary>
    Cubic,
}

/// <summary>Which place of the input, as a fraction, a place of the result stands for.</summary>
internal enum ResizeCoordinates
{
    /// <summary>(x + 0.5) / scale - 0.5: pixels are areas.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, with the middle of the result on the middle of the input also where the extent was rounded.</summary>
    HalfPixelSymmetric,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where the result has one place.</summary>
    PytorchHalfPixel,

    /// <summary>x * (input - 1) / (output - 1): first on first, last on last.</summary>
    AlignCorners,

    /// <summary>x / scale: pixels are points.</summary>
    Asymmetric,

    /// <summary>(x + 0.5) / scale, of opset 11 only.</summary>
    HalfPixelForNearest,
}

/// <summary>Which neighbour is the nearest.</summary>
internal enum NearestRounding
{
    /// <summary>The nearer, and of two as near the former.</summary>
    PreferFloor,

    /// <summary>The nearer, and of two as near the latter.</summary>
    PreferCeiling,

    /// <summary>The former.</summary>
    Floor,

    /// <summary>The latter.</summary>
    Ceiling,

    /// <summary>The latter where the axis shrinks, else the former: before opset 11, which states no rule, as ONNX Runtime has it.</summary>
    CeilingWhereSmaller,
}

/// <summary>What all axes of a resizing share.</summary>
/// <param name="Mode">How values between places are made.</param>
/// <param name="Coordinates">Where places of the result stand.</param>
/// <param name="Rounding">Which place is nearest.</param>
/// <param name="CubicCoefficient">Keys' a.</param>
/// <param name="ExcludesOutside">Whether taps of the cubic outside the input are left out, the others raised to a sum of 1; otherwise they see the edge.</param>
internal readonly record struct ResizeRule(
    ResizeMode Mode,
    ResizeCoordinates Coordinates = ResizeCoordinates.HalfPixel,
    NearestRounding Rounding = NearestRounding.PreferFloor,
    float CubicCoefficient = -0.75f,
    bool ExcludesOutside = false)
{
    /// <summary>
    /// The place of the input that place <paramref name="x"/> of the result stands for, in float, as ONNX Runtime and PyTorch compute it:
    /// between two places, the last bit decides which is the nearest.
    /// </summary>
    /// <param name="x">The place of the result.</param>
    /// <param name="input">Places of the input.</param>
    /// <param name="output">Places of the result.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="length">The extent of the result before it was rounded down to whole places, which ONNX's own test cases divide by.</param>
    public float Original(int x, int input, int output, float scale, float length) => Coordinates switch
    {
        ResizeCoordinates.HalfPixel => (x + 0.5f) / scale - 0.5f,
        ResizeCoordinates.HalfPixelSymmetric => input / 2f * (1 - output / length) + (x + 0.5f) / scale - 0.5f,
        ResizeCoordinates.PytorchHalfPixel => output > 1 ? (x + 0.5f) / scale - 0.5f : 0,
        ResizeCoordinates.AlignCorners => output > 1 ? x * (input - 1f) / (length - 1) : 0,
        ResizeCoordinates.Asymmetric => x / scale,
        _ => (x + 0.5f) / scale,
    };

    /// <summary>The nearest place, which may lie outside.</summary>
    public double Nearest(double place, bool shrinks) => Rounding switch
    {
        NearestRounding.PreferFloor => Math.Ceiling(place - 0.5),
        NearestRounding.PreferCeiling => Math.Floor(place + 0.5),
        NearestRounding.Floor => Math.Floor(place),
        NearestRounding.Ceiling => Math.Ceiling(place),
        _ => shrinks ? Math.Ceiling(place) : Math.Floor(place),
    };
}
