namespace NetInsight.Tests.Kernels;

/// <summary>Numbers in double precision, with a shape: what definitions compute with. Slow and plain.</summary>
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

    /// <summary>The tensor whose element at each index is what <paramref name="element"/> says. The index is reused between calls.</summary>
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

    /// <summary>A signal N x C x W as maps of one row, N x C x 1 x W; maps as they are.</summary>
    public DoubleTensor AsFeatureMaps() => shape.Rank == 3 ? Reshape(new Shape(shape[0], shape[1], 1, shape[2])) : this;

    /// <summary>Maps of one row as a signal again, where <paramref name="like"/> is one.</summary>
    public DoubleTensor AsRankOf(DoubleTensor like) => like.Shape.Rank == 3 ? Reshape(new Shape(shape[0], shape[1], shape[3])) : this;

    /// <summary>
    /// Holds a result against these numbers: equal shape, NaN and infinities at the same places, and no difference above
    /// <paramref name="tolerance"/> times the largest finite magnitude, of these numbers or of those that went into them.
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
