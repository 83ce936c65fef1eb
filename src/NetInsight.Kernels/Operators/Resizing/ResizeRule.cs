namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>How values between positions are interpolated.</summary>
internal enum ResizeMode
{
    /// <summary>The value at the nearest position.</summary>
    Nearest,

    /// <summary>Linear between the two neighbours.</summary>
    Linear,

    /// <summary>Keys' cubic over four neighbours.</summary>
    Cubic,
}

/// <summary>Which fractional input position an output position x corresponds to (ONNX coordinate_transformation_mode).</summary>
internal enum ResizeCoordinates
{
    /// <summary>(x + 0.5) / scale - 0.5: pixels are areas.</summary>
    HalfPixel,

    /// <summary>
    /// As <see cref="HalfPixel"/>, with the centre of the output on the centre of the input also where the extent was rounded.
    /// </summary>
    HalfPixelSymmetric,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where the output has one position.</summary>
    PytorchHalfPixel,

    /// <summary>x * (input - 1) / (output - 1): first on first, last on last.</summary>
    AlignCorners,

    /// <summary>x / scale: pixels are points.</summary>
    Asymmetric,

    /// <summary>(x + 0.5) / scale, of opset 11 only.</summary>
    HalfPixelForNearest,

    /// <summary>
    /// Outputs lie evenly between the two ends of a region of interest (<see cref="ResizeAxis.Start"/>, <see cref="ResizeAxis.End"/>), as
    /// in TensorFlow's crop_and_resize; one output lies in its middle. Outside the input the result is
    /// <see cref="ResizeRule.Extrapolation"/>.
    /// </summary>
    CropAndResize,
}

/// <summary>Which neighbour is the nearest (ONNX nearest_mode).</summary>
internal enum NearestRounding
{
    /// <summary>The nearer one, and halfway the lower.</summary>
    PreferFloor,

    /// <summary>The nearer one, and halfway the upper.</summary>
    PreferCeiling,

    /// <summary>The lower one.</summary>
    Floor,

    /// <summary>The upper one.</summary>
    Ceiling,

    /// <summary>
    /// The upper one where the axis shrinks, else the lower: for opsets before 11, which state no rule, as in ONNX Runtime.
    /// </summary>
    CeilingWhereSmaller,
}

/// <summary>What all axes of a Resize share.</summary>
/// <param name="Mode">How values between positions are interpolated.</param>
/// <param name="Coordinates">Which input position an output position corresponds to.</param>
/// <param name="Rounding">Which neighbour is nearest.</param>
/// <param name="CubicCoefficient">a in Keys' cubic.</param>
/// <param name="ExcludesPadding">
/// Whether taps of the cubic outside the input are excluded and the others scaled to a sum of 1; otherwise they read the edge.
/// </param>
/// <param name="Antialias">
/// Whether the linear and the cubic kernel are stretched by 1 / scale where an axis shrinks, and their weights scaled to a sum of 1.
/// </param>
/// <param name="Extrapolation">The value of outputs outside the input, with <see cref="ResizeCoordinates.CropAndResize"/>.</param>
internal readonly record struct ResizeRule(
    ResizeMode Mode,
    ResizeCoordinates Coordinates = ResizeCoordinates.HalfPixel,
    NearestRounding Rounding = NearestRounding.PreferFloor,
    float CubicCoefficient = -0.75f,
    bool ExcludesPadding = false,
    bool Antialias = false,
    float Extrapolation = 0)
{
    /// <summary>
    /// The input position that output position <paramref name="x"/> corresponds to, in float, as ONNX Runtime and PyTorch compute it:
    /// halfway between two positions, the last bit decides which is the nearest.
    /// </summary>
    /// <param name="x">The output position.</param>
    /// <param name="axis">The axis, for its region of interest.</param>
    /// <param name="input">Positions of the input.</param>
    /// <param name="output">Positions of the output.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="length">
    /// The extent of the output before it was rounded down to an integer, by which ONNX's own test cases divide.
    /// </param>
    public float SourcePosition(int x, ResizeAxis axis, int input, int output, float scale, float length) => Coordinates switch
    {
        ResizeCoordinates.HalfPixel => (x + 0.5f) / scale - 0.5f,
        ResizeCoordinates.HalfPixelSymmetric => input / 2f * (1 - output / length) + (x + 0.5f) / scale - 0.5f,
        ResizeCoordinates.PytorchHalfPixel => output > 1 ? (x + 0.5f) / scale - 0.5f : 0,
        ResizeCoordinates.AlignCorners => output > 1 ? x * (input - 1f) / (length - 1) : 0,
        ResizeCoordinates.Asymmetric => x / scale,
        ResizeCoordinates.CropAndResize => output > 1
            ? axis.Start * (input - 1) + x * (axis.End - axis.Start) * (input - 1) / (output - 1)
            : 0.5f * (axis.Start + axis.End) * (input - 1),
        _ => (x + 0.5f) / scale,
    };

    /// <summary>The nearest position, which may lie outside the input.</summary>
    public double Nearest(double position, bool shrinks) => Rounding switch
    {
        NearestRounding.PreferFloor => Math.Ceiling(position - 0.5),
        NearestRounding.PreferCeiling => Math.Floor(position + 0.5),
        NearestRounding.Floor => Math.Floor(position),
        NearestRounding.Ceiling => Math.Ceiling(position),
        _ => shrinks ? Math.Ceiling(position) : Math.Floor(position),
    };
}
