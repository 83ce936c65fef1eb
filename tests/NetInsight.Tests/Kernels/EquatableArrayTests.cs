using System.Collections.Immutable;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Tests.Kernels;

public sealed class EquatableArrayTests
{
    [Fact]
    public void Equality_and_text_are_those_of_the_elements()
    {
        EquatableArray<int> one = [1, 2, 3], same = ImmutableArray.Create(1, 2, 3), other = [1, 2, 4];
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, other);
        Assert.Equal("[1, 2, 3]", one.ToString());
        Assert.Equal([2, 3], one[1..].ToArray());
    }

    [Fact]
    public void Without_elements_it_is_empty()
    {
        Assert.True(default(EquatableArray<int>).IsEmpty);
        Assert.Equal(default, (EquatableArray<int>)[]);
        Assert.Equal("[]", default(EquatableArray<int>).ToString());
    }
}
