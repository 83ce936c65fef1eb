namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>The taps of one window that lie on the input, as a block: taps are numbered row by row over the whole kernel.</summary>
/// <param name="first">The channels of the first of them.</param>
/// <param name="height">Rows of taps.</param>
/// <param name="width">Taps of a row.</param>
/// <param name="rowStep">Floats from a row to the next.</param>
/// <param name="columnStep">Floats from a tap to the next.</param>
/// <param name="number">The number of the first.</param>
/// <param name="rowNumbers">Numbers from a row to the next.</param>
internal readonly unsafe ref struct MaxPoolTaps(
    float* first, int height, int width, nint rowStep, nint columnStep, int number, int rowNumbers)
{
    /// <summary>Rows of taps.</summary>
    public int Height => height;

    /// <summary>Taps of a row.</summary>
    public int Width => width;

    /// <summary>Floats from a tap to the next.</summary>
    public nint ColumnStep => columnStep;

    /// <summary>The channels of the last tap of a row.</summary>
    public float* Last(int row) => first + row * rowStep + (width - 1) * columnStep;

    /// <summary>The number of the last tap of a row.</summary>
    public int LastNumber(int row) => number + row * rowNumbers + width - 1;
}

/// <summary>A window that reads an input position.</summary>
/// <param name="Offset">The offset of its channels among the windows of the image.</param>
/// <param name="Tap">The number of the tap with which it does.</param>
internal readonly record struct MaxPoolSource(nint Offset, int Tap);

/// <summary>Where the results of input positions lie, and what they are sums of.</summary>
/// <param name="winners">The winners of the image's windows.</param>
/// <param name="dy">The gradients of the image's windows.</param>
/// <param name="dx">The results.</param>
/// <param name="mask">What decides which of them pass; null for nothing.</param>
internal readonly unsafe ref struct MaxPoolRow(int* winners, float* dy, float* dx, float* mask)
{
    /// <summary>The winners of the image's windows.</summary>
    public int* Winners => winners;

    /// <summary>The gradients of the image's windows.</summary>
    public float* Dy => dy;

    /// <summary>The results.</summary>
    public float* Dx => dx;

    /// <summary>What decides which of them pass; null for nothing.</summary>
    public float* Mask => mask;

    /// <summary>The same from a further result on.</summary>
    public MaxPoolRow At(nint offset) => new(winners, dy, dx + offset, mask == null ? null : mask + offset);
}
