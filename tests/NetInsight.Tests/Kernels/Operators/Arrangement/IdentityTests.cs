using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Tests.Kernels.Operators.Arrangement;

public sealed class IdentityTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from extents in Gen.Int[0, 6].Array[0, 5]
        from name in Gen.OneOf("Identity", "Dropout")
        select new Case(new Identity(name), new Shape(extents));

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => x[0];

    [Fact]
    public void It_bears_the_name_that_the_file_gives_it() => Assert.Equal("Dropout", new Identity("Dropout").Name);
}
