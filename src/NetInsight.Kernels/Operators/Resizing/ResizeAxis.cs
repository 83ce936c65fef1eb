namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>How one axis is resized: by a scale, or to an extent.</summary>
/// <param name="Axis">The axis, counted from the end where negative.</param>
/// <param name="Scale">The scale; 0 where an extent is given.</param>
/// <param name="Extent">The extent, where the scale is 0.</param>
/// <param name="Start">The first position of the region of interest: 0 is the first element, 1 the last.</param>
/// <param name="End">The last position of the region of interest; below <paramref name="Start"/>, the result is flipped.</param>
internal readonly record struct ResizeAxis(int Axis, float Scale, int Extent = 0, float Start = 0, float End = 1)
{
    /// <summary>An axis of a given extent.</summary>
    public static ResizeAxis To(int axis, int extent) => new(axis, 0, extent);

    /// <summary>The scale for an input of this extent.</summary>
    public float ScaleFor(int input) => Scale != 0 ? Scale : (float)Extent / input;

    /// <summary>The extent before it is rounded down: input times scale, or as given.</summary>
    public float LengthFor(int input) => Scale != 0 ? Scale * input : Extent;

    /// <summary>The extent of the result.</summary>
    /// <exception cref="ResourceLimitException">It exceeds any tensor's.</exception>
    public int For(int input)
    {
        if (Scale == 0)
            return Extent;
        float length = MathF.Floor(Scale * input);
        return length < int.MaxValue
            ? (int)length
            : throw new ResourceLimitException($"Resize: dimension {Axis} of {input:N0} positions would have {length:N0}.");
    }
}
