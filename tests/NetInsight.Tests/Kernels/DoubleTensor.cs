namespace NetInsight.Tests.Kernels;

/// <summary>A tensor in double precision, in which definitions are computed; simple and slow.</summary>
internal sealed class DoubleTensor(Shape shape, double[] values)
{
    public Shape Shape => shape;

    public double[] Values => values;

    public double this[params ReadOnlySpan<int> index]
    {
        get
        {
            Assert.Equal(shape.Rank, index.Length);
            int offset = 0;
            for (int axis = 0; axis < index.Length; axis++)
                offset = offset * shape.Dimensions[axis] + index[axis];
            return values[offset];
        }
    }

    public static DoubleTensor Of(Tensor tensor) => new(tensor.Shape, Array.ConvertAll(tensor.AsSpan().ToArray(), value => (double)value));

    /// <summary>The tensor whose element at each index is <paramref name="element"/> of it. The index is reused between calls.</summary>
    public static DoubleTensor Make(Shape shape, Func<int[], double> element)
    {
        double[] values = new double[shape.Count];
        int[] index = new int[shape.Rank];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = element(index);
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return new DoubleTensor(shape, values);
    }

    /// <summary>The largest finite magnitude.</summary>
    public double Magnitude => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    public DoubleTensor Reshape(Shape other) => new(other, values);

    /// <summary>A signal [N, C, W] as feature maps of one row, [N, C, 1, W]; feature maps as they are.</summary>
    public DoubleTensor AsFeatureMaps() => shape.Rank == 3 ? Reshape(new Shape(shape[0], shape[1], 1, shape[2])) : this;

    /// <summary>Feature maps of one row as a signal again, where <paramref name="like"/> is one.</summary>
    public DoubleTensor AsRankOf(DoubleTensor like) => like.Shape.Rank == 3 ? Reshape(new Shape(shape[0], shape[1], shape[3])) : this;

    /// <summary>
    /// Compares a result with these elements: equal shape, NaN and infinities at the same positions, and no difference above
    /// <paramref name="tolerance"/> times the largest finite magnitude, of these elements or, in <paramref name="before"/>, of their
    /// operands.
    /// </summary>
    public void AssertNear(Tensor actual, double tolerance, double before = 0)
    {
        Assert.Equal(shape, actual.Shape);
        double limit = tolerance * Math.Max(Magnitude, before);
        ReadOnlySpan<float> got = actual.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            bool isNear = double.IsFinite(values[i]) ? Math.Abs(values[i] - got[i]) <= limit : values[i].Equals(got[i]);
            if (!isNear)
                Assert.Fail($"element {i} of {shape}: expected {values[i]:G9}, got {got[i]:G9}; the tolerance is {limit:G3}");
        }
    }
}
