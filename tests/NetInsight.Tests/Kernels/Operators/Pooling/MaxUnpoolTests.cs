using CsCheck;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Pooling;

/// <summary>Not an <see cref="OperatorTests"/>: its second input must hold indices, not arbitrary values.</summary>
public sealed class MaxUnpoolTests
{
    [Fact]
    public void Values_are_written_to_their_indices() =>
        (from axes in Gen.Int[1, 3]
         from n in Gen.Int[0, 2]
         from c in Gen.Int[1, 3]
         from extents in Gen.Int[1, 4].Array[axes]
         from kernel in Gen.Int[2, 3]
         from stride in Gen.Int[1, 3]
         from padding in Gen.Int[0, 1]
         from more in Gen.Int[-1, 2]
         from seed in Gen.UInt
         select (Shape: new Shape([n, c, .. extents]), Axis: new WindowAxis(kernel, stride, padding), More: more, Seed: seed)).Sample(
            test =>
            {
                WindowAxis window = test.Axis;
                int[] extents = test.Shape.Dimensions[2..].ToArray();
                int[] spanned = [.. extents.Select(extent => (extent - 1) * window.Stride + window.Kernel - window.Before)];
                int[] result = [.. spanned.Select(extent => extent + Math.Max(test.More, 0))];
                Shape counted = new([.. test.Shape.Dimensions[..2], .. spanned]), y = new([.. test.Shape.Dimensions[..2], .. result]);
                Tensor x = Inputs.Exact(test.Shape, test.Seed), indices = new(test.Shape);
                for (int i = 0; i < indices.Count; i++)
                    indices.AsSpan()[i] = (int)((test.Seed % 1000 + i * 7) % counted.Count);
                MaxUnpool unpool = new([.. Enumerable.Repeat(window, spanned.Length)], test.More < 0 ? null : [.. result]);
                DoubleTensor expected = DoubleTensor.Make(y, at =>
                {
                    int index = 0;
                    for (int axis = 0; axis < at.Length; axis++)
                    {
                        if (at[axis] >= counted[axis])
                            return 0;
                        index = index * counted[axis] + at[axis];
                    }

                    int last = Array.LastIndexOf(indices.AsSpan().ToArray(), index);
                    return last < 0 ? 0 : x.AsSpan()[last];
                });
                expected.AssertNear(OneNode.Run(unpool, [x, indices]), Tolerances.Exact);
                expected.AssertNear(OneNode.RunPacked(unpool, [x, indices], threads: 3), Tolerances.Exact);
            },
            iter: 100,
            threads: 1);

    [Theory]
    [InlineData(16)]
    [InlineData(-1)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void An_index_that_is_no_element_is_refused(float index)
    {
        MaxUnpool unpool = new([new WindowAxis(2, 2), new WindowAxis(2, 2)]);
        Tensor x = new(new Shape(1, 1, 2, 2)), indices = new(x.Shape, [0, 1, index, 2]);
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => OneNode.Run(unpool, [x, indices]));
        Assert.Contains("is not an element of 1x1x4x4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        WindowAxis axis = new(2, 2);
        Shape x = new(1, 1, 2, 2);
        Assert.Equal(
            "MaxUnpool: indices of shape 1x1x2x3 for values of shape 1x1x2x2.",
            Message(new MaxUnpool([axis, axis]), x, new Shape(1, 1, 2, 3)));
        Assert.Equal("MaxUnpool: windows of 1 axes for feature maps of shape 1x1x2x2.", Message(new MaxUnpool([axis]), x, x));
        Assert.Equal(
            "MaxUnpool: a result of [4, 3] positions is smaller than the 1x1x4x4 that the windows span.",
            Message(new MaxUnpool([axis, axis], [4, 3]), x, x));
        Shape large = new(2, 1, 2048, 2048);
        Assert.Throws<ResourceLimitException>(() => new MaxUnpool([axis, axis]).Infer([large, large]));

        static string Message(MaxUnpool unpool, params Shape[] inputs) =>
            Assert.Throws<ArgumentException>(() => unpool.Infer(inputs)).Message;
    }
}
