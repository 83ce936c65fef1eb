using NetInsight.Kernels.Tensors;

namespace NetInsight.Tests.Kernels.Tensors;

public sealed class NotANumberTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(1_000_003)]
    public void The_first_of_several_is_found_at_any_place(int count)
    {
        float[] values = new float[count];
        Array.Fill(values, float.PositiveInfinity);
        Assert.Equal(-1, NotANumber.IndexIn(values));
        foreach (int place in new[] { count - 1, count / 2, count / 3, 0 })
        {
            values[place] = float.NaN;
            Assert.Equal(place, NotANumber.IndexIn(values));
        }
    }

    [Fact]
    public void Nothing_holds_none() => Assert.Equal(-1, NotANumber.IndexIn(ReadOnlyMemory<float>.Empty));
}
