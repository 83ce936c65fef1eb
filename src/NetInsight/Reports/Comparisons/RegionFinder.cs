using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;

namespace NetInsight.Reports.Comparisons;

/// <summary>The region that keeps the answer and the one that changes it, found in the order of the best map.</summary>
internal sealed class RegionFinder
{
    private const int LargestBatch = 16;            // the shortest run of cells is often short: larger batches would be for nothing

    private readonly AttributedInput _input;
    private readonly ExplainedTarget _target;
    private readonly RegionAnswer _answer;
    private readonly string _fill;
    private readonly CancellationToken _cancellation;

    /// <summary>Finds both.</summary>
    /// <param name="input">The image.</param>
    /// <param name="hidden">What hidden pixels show, of the input's shape.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="options">The grid and the fill.</param>
    /// <param name="best">The map whose order is followed; null where there is none.</param>
    /// <param name="progress">Receives the runs done of about as many as it takes.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public RegionFinder(
        AttributedInput input,
        Tensor hidden,
        ExplainedTarget target,
        ComparisonOptions options,
        ComparedMethod? best,
        IProgress<Progress> progress,
        CancellationToken cancellation)
    {
        (_input, _target, _fill, _cancellation) = (input, target, options.RegionFill.Description, cancellation);
        _answer = new RegionAnswer(input, hidden, target, cancellation);
        if (best is null)
        {
            Remarks = "No region was searched: no method has a map to follow.";
            return;
        }

        if (!_answer.IsDefined)
        {
            Remarks = $"No region was searched: {target} is not the answer of the network, and its value is not above that of the replaced "
                + "image.";
            return;
        }

        ImageCells cells = new(input.Height, input.Width, options.RegionCells);
        int batch = Math.Min(
            LargestBatch,
            input.Model.BatchSizeFor(input.Tensor.Shape, options.Deletion.MemoryBudget, options.Deletion.BatchSize, cancellation));
        RegionSearch search = new(input.Tensor, hidden, _answer, cells, batch, progress, cancellation);
        int[] order = Ranking.LargestFirst([.. cells.MeansOf(best.Heatmap!).Select(mean => (float)mean)]);
        Kept = Find(search, cells, order, best.Name, keeps: true);
        Flipped = Find(search, cells, order, best.Name, keeps: false);
    }

    /// <summary>The region that keeps the answer; null where there is none.</summary>
    public AnswerRegion? Kept { get; }

    /// <summary>The region whose hiding changes the answer; null where there is none.</summary>
    public AnswerRegion? Flipped { get; }

    /// <summary>Why one is missing.</summary>
    public string Remarks { get; private set; } = "";

    private AnswerRegion? Find(RegionSearch search, ImageCells cells, int[] order, string method, bool keeps)
    {
        if (search.Find(order, keeps) is not var (chosen, isMinimal))
        {
            Remarks += keeps
                ? " No region keeps the answer."
                : $" No region decides the answer: with all of the image replaced by {_fill} {_answer.Kept}.";
            Remarks = Remarks.Trim();
            return null;
        }

        Tensor proof = search.Apply(chosen, keeps);
        (bool holds, double score) = _answer.Confirm(proof, _cancellation);
        if (holds != keeps)
        {
            Remarks = ($"{Remarks} The region that {(keeps ? "keeps" : "changes")} the answer lies within the rounding errors of the "
                + "network and is not shown.").Trim();
            return null;
        }

        Prediction? top = _input.Model.ClassCount is null ? null : _input.Model.BestOfOne(proof, 1, _cancellation)[0];
        AnswerRegion region = new(cells, chosen, keeps, method, proof, _input.Model.Preprocessing.ToImage(proof))
        {
            IsMinimal = isMinimal,
            Score = score,
            Top = top,
            Runs = search.Runs,
        };
        return region with { Caption = CaptionOf(region, cells) };
    }

    private string CaptionOf(AnswerRegion region, ImageCells cells)
    {
        string size = string.Create(
            CultureInfo.InvariantCulture,
            $"{region.CellCount} of {cells.Count} cells, {ComparisonSentences.Percent(region.Share)} of the image");
        string answers = region.Top is { } top
            ? string.Create(CultureInfo.InvariantCulture, $" The network answers {top.Label} ({top.Probability:0.0%}).")
            : $" The score is {Imaging.Digits.Of(region.Score)} instead of {Imaging.Digits.Of(_target.Score)}.";
        string least = !region.IsMinimal ? $" The search ended after {region.Runs} runs; a smaller region may do."
            : region.CellCount == 0 ? "" : " No cell of it can be left out.";
        string found = $" Found in the order of {region.Method}, proved by running the network.";
        return (region.Keeps, region.CellCount) switch
        {
            (true, 0) => $"Nothing of the image is needed: with all of it replaced by {_fill} {_answer.Kept}.{answers}",
            (true, _) => $"Enough for the answer: with only this region shown ({size}), the rest replaced by {_fill}, {_answer.Kept}."
                + answers + least + found,
            _ => $"Decides the answer: with only this region replaced by {_fill} ({size}) {_answer.Lost}.{answers}{least}{found}",
        };
    }
}
