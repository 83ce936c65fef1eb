using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class MaxPoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from window in Some.Windows(20, ceiling: true) select new Case(new MaxPool(window.Window), window.Map);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape map = Slow.AsMap(@case.Inputs[0]);
        Window window = ((MaxPool)@case.Operator).Window;
        return Slow.Fill(Slow.Slide(window, map, map[1]), at => Slow.Seen(window, map, at[2], at[3])
            .Where(place => Slow.IsOnMap(map, place.Row, place.Column))
            .Select(place => x[0].At(map, at[0], at[1], place.Row, place.Column))
            .DefaultIfEmpty(double.NegativeInfinity).Max());
    }
}

public sealed class AveragePoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from window in Some.Windows(20, ceiling: true)
        from countsPadding in Gen.Bool
        select new Case(new AveragePool(window.Window, countsPadding), window.Map);

    /// <summary>A window that lies in uncounted padding altogether has a mean of no number: NaN.</summary>
    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape map = Slow.AsMap(@case.Inputs[0]);
        (Window window, bool countsPadding) = (AveragePool)@case.Operator;
        int bottom = map[2] + Slow.Padding(window.Rows, map[2]).After, right = map[3] + Slow.Padding(window.Columns, map[3]).After;
        return Slow.Fill(Slow.Slide(window, map, map[1]), at =>
        {
            double sum = 0, count = 0;
            foreach ((int row, int column) in Slow.Seen(window, map, at[2], at[3]))
            {
                bool isOnMap = Slow.IsOnMap(map, row, column);
                sum += isOnMap ? x[0].At(map, at[0], at[1], row, column) : 0;
                count += isOnMap || (countsPadding && row < bottom && column < right) ? 1 : 0;
            }

            return sum / count;
        });
    }
}

public sealed class GlobalPoolTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(3, 4)
        from isMean in Gen.Bool
        select new Case(new GlobalPool(isMean ? GlobalPoolKind.Average : GlobalPoolKind.Max), shape);

    private protected override double[] Define(Case @case, double[][] x)
    {
        Shape map = Slow.AsMap(@case.Inputs[0]);
        bool isMean = ((GlobalPool)@case.Operator).Kind == GlobalPoolKind.Average;
        return Slow.Fill(new Shape(map[0], map[1], 1, 1), at =>
        {
            double[] all = [.. Slow.Places(new Shape(map[2], map[3])).Select(place => x[0].At(map, at[0], at[1], place[0], place[1]))];
            return isMean ? all.Sum() / all.Length : all.DefaultIfEmpty(double.NegativeInfinity).Max();
        });
    }
}
